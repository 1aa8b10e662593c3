package dev.intarsia.ir.arithmetic;

/** How words lie in memories that are addressed in bytes: the lowest byte first, in two's complement. */
public final class LittleEndian {

    private LittleEndian() {}

    /** The byte at a place of a word, 0 the lowest, as a value from 0 to 255. */
    public static long octet(long word, int place) {
        return word >> (8 * place) & 0xFF;
    }
}
