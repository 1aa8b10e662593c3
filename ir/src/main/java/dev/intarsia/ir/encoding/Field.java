package dev.intarsia.ir.encoding;

/**
 * A field of a command word.
 *
 * @param name in the text form, in the RTL's constants and in the documentation
 * @param at its lowest bit
 * @param bits its width, 1 to 32
 * @param signed whether it is in two's complement
 * @param meaning one phrase, with its unit
 */
public record Field(String name, int at, int bits, boolean signed, String meaning) {

    public Field {
        if (bits < 1 || bits > 32 || at < 0) {
            throw new IllegalArgumentException("a field has 1 to 32 bits, found " + bits);
        }
    }

    /** Whether it repeats what follows from other fields. */
    public boolean derived() {
        return meaning.startsWith("derived: ");
    }

    /** The least value. */
    public long least() {
        return signed ? -(1L << (bits - 1)) : 0;
    }

    /** The greatest value. */
    public long greatest() {
        return signed ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
    }
}
