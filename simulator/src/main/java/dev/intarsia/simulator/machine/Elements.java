package dev.intarsia.simulator.machine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Words in byte memories: 1, 2, 4 or 8 bytes, little-endian. */
final class Elements {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Elements() {}

    /** A word of 1 or 2 bytes. */
    static int read(byte[] bytes, int address, int elementBytes, boolean signed) {
        if (elementBytes == 1) {
            return signed ? bytes[address] : bytes[address] & 0xff;
        }
        short word = (short) SHORT.get(bytes, address);
        return signed ? word : word & 0xffff;
    }

    /** A word of 4 bytes. */
    static int readInt(byte[] bytes, int address) {
        return (int) INT.get(bytes, address);
    }

    /** A signed or unsigned word of 1, 2, 4 or 8 bytes; one of 8 bytes as it is. */
    static long readLong(byte[] bytes, int address, int wordBytes, boolean signed) {
        return switch (wordBytes) {
            case 1, 2 -> read(bytes, address, wordBytes, signed);
            case 4 -> signed ? readInt(bytes, address) : Integer.toUnsignedLong(readInt(bytes, address));
            case 8 -> (long) LONG.get(bytes, address);
            default -> throw new IllegalArgumentException("a word has 1, 2, 4 or 8 bytes, found " + wordBytes);
        };
    }

    /** The low bytes of a word. */
    static void write(byte[] bytes, int address, int wordBytes, long word) {
        switch (wordBytes) {
            case 1 -> bytes[address] = (byte) word;
            case 2 -> SHORT.set(bytes, address, (short) word);
            case 4 -> INT.set(bytes, address, (int) word);
            case 8 -> LONG.set(bytes, address, word);
            default -> throw new IllegalArgumentException("a word has 1, 2, 4 or 8 bytes, found " + wordBytes);
        }
    }
}
