package dev.intarsia.hwtest.verilator;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Values of some ports over some clock cycles: a row a cycle, a column a port. Everything is 0 at first.
 *
 * <p>This is a buffer that is filled in place, not a value: a run may take millions of rows. A column is named once, with
 * {@link #column}, and then used by its number.
 */
public final class CycleTable {

    private final List<Port> ports;
    private final int cycles;
    private final int rowWords;
    private final long[] words;

    CycleTable(List<Port> ports, int cycles) {
        this.ports = List.copyOf(ports);
        this.cycles = cycles;
        this.rowWords = ports.stream().mapToInt(Port::words).sum();
        this.words = new long[Math.multiplyExact(cycles, rowWords)];
    }

    public List<Port> ports() {
        return ports;
    }

    public int cycles() {
        return cycles;
    }

    /**
     * The column of a port, for the methods below.
     *
     * @throws java.util.NoSuchElementException if the table has no such port
     */
    public int column(String port) {
        Port wanted = PortTable.named(ports, port);
        return ports.stream()
                .takeWhile(p -> !p.equals(wanted))
                .mapToInt(Port::words)
                .sum();
    }

    /** Sets a value of up to 64 bits; the run drops bits above the port's width. */
    public void set(int cycle, int column, long value) {
        words[cycle * rowWords + column] = value;
    }

    /** Reads a value of up to 64 bits, extended to 64 by its sign if its port is a signed output. */
    public long get(int cycle, int column) {
        return words[cycle * rowWords + column];
    }

    /**
     * Sets one of the equally wide fields that make up a port of any width.
     *
     * @param field its number; field 0 has the low bits
     * @param fieldBits the width of every field, 1 to 64; higher bits of {@code value} are dropped
     */
    public void setField(int cycle, int column, int field, int fieldBits, long value) {
        int row = cycle * rowWords + column;
        for (int bit = 0; bit < fieldBits; bit++) {
            int at = field * fieldBits + bit;
            long mask = 1L << (at % Long.SIZE);
            int word = row + at / Long.SIZE;
            words[word] = (value & (1L << bit)) != 0 ? words[word] | mask : words[word] & ~mask;
        }
    }

    /** Reads one of the equally wide fields that make up a port of any width, extended to 64 bits by its sign. */
    public long signedField(int cycle, int column, int field, int fieldBits) {
        int row = cycle * rowWords + column;
        long value = 0;
        for (int bit = 0; bit < Long.SIZE; bit++) {
            int at = field * fieldBits + Math.min(bit, fieldBits - 1);
            if ((words[row + at / Long.SIZE] & (1L << (at % Long.SIZE))) != 0) {
                value |= 1L << bit;
            }
        }
        return value;
    }

    /** The rows as memory, without a copy. */
    MemorySegment rows(int from, int to) {
        return MemorySegment.ofArray(words)
                .asSlice((long) from * rowWords * Long.BYTES, (long) (to - from) * rowWords * Long.BYTES);
    }
}
