package dev.intarsia.ir.arithmetic;

/**
 * A rounding right shift as one formula for all roundings, without a case distinction, as vector lanes need it:
 * {@code (v + always + (v < 0 ? negative : 0) + (⌊v / 2^shift⌋ odd ? odd : 0)) >> shift}. HALF_UP adds a half, HALF_DOWN a half − 1, HALF_AWAY takes 1
 * from a half for negative v, and so on. Nothing is added for a shift of 0.
 *
 * @param always added to every v
 * @param negative added to negative v
 * @param odd 1 where it is added to v whose quotient rounded down is odd, else 0
 */
public record Nudge(long always, long negative, long odd) {

    private static final Nudge NONE = new Nudge(0, 0, 0);

    /**
     * The nudges with which {@link #shiftRight} is {@link Rounding#shiftRight} for every v from −2^62 to 2^62: every product of two
     * words of 32 bits.
     *
     * @param shift 0 to 62
     */
    public static Nudge of(Rounding rounding, int shift) {
        if (shift < 0 || shift > 62) {
            throw new IllegalArgumentException("a nudged shift is by 0 to 62 bits, not " + shift);
        }
        if (shift == 0) {
            return NONE;
        }
        long half = 1L << (shift - 1);
        return switch (rounding) {
            case FLOOR -> NONE;
            case TOWARD_ZERO -> new Nudge(0, 2 * half - 1, 0);
            case HALF_UP -> new Nudge(half, 0, 0);
            case HALF_DOWN -> new Nudge(half - 1, 0, 0);
            case HALF_AWAY -> new Nudge(half, -1, 0);
            case HALF_TOWARD_ZERO -> new Nudge(half - 1, 1, 0);
            case HALF_EVEN -> new Nudge(half - 1, 0, 1);
        };
    }

    /** The formula, with its nudges apart, for loops over arrays of them. */
    public static long shiftRight(long v, int shift, long always, long negative, long odd) {
        return v + always + (v >> 63 & negative) + (v >> shift & odd) >> shift;
    }

    /** v / 2^shift, rounded. */
    public long shiftRight(long v, int shift) {
        return shiftRight(v, shift, always, negative, odd);
    }
}
