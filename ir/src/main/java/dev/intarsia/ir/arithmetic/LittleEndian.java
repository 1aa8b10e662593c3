package dev.intarsia.ir.arithmetic;

/** How words lie in memories that are addressed in bytes: the lowest byte first, in two's complement. */
public final class LittleEndian {

    private LittleEndian() {}

    /** The byte at a place of a word, 0 the lowest, as a value from 0 to 255. */
    public static long octet(long word, int place) {
        return word >> (8 * place) & 0xFF;
    }

    /**
     * The word of one byte.
     *
     * @param range what is added to a word below 0: nothing where words are signed, 2^8 where they are not
     */
    public static int word(byte octet, int range) {
        int word = octet;
        return word + (range & word >> 31);
    }

    /**
     * The word of two bytes.
     *
     * @param range what is added to a word below 0: nothing where words are signed, 2^16 where they are not
     */
    public static int word(byte low, byte high, int range) {
        int word = low & 0xff | high << 8;
        return word + (range & word >> 31);
    }
}
