package dev.intarsia.ir.arithmetic;

import java.util.Locale;
import java.util.Optional;

/** What happens to a value that its destination format does not hold. W is the destination's width. */
public enum Overflow {
    /** Keeps the low W bits: the value modulo 2^W. */
    WRAP,
    /** The nearest value that the format holds. */
    SATURATE,
    /**
     * The nearest value in ±(2^(W−1) − 1) for a signed format, so that −2^(W−1) never appears; unsigned: as SATURATE.
     */
    SATURATE_SYMMETRIC,
    /** Does not happen: range analysis has proved that the value fits. */
    IMPOSSIBLE;

    /**
     * {@code value}, a signed 64-bit integer, as a word of {@code to}.
     *
     * @throws ArithmeticException under {@link #IMPOSSIBLE}, when the value does not fit after all
     */
    public long narrow(long value, IntFormat to) {
        return switch (this) {
            case WRAP -> wrap(value, to);
            case SATURATE -> saturate(value, to);
            case SATURATE_SYMMETRIC -> to.signed() ? Math.clamp(value, -to.max(), to.max()) : saturate(value, to);
            case IMPOSSIBLE -> proved(value, to);
        };
    }

    private static long wrap(long value, IntFormat to) {
        int unused = 64 - to.bits();
        return to.signed() ? value << unused >> unused : value << unused >>> unused;
    }

    private static long saturate(long value, IntFormat to) {
        if (to.contains(value)) {
            return value;
        }
        return value < 0 ? to.min() : to.max();
    }

    private static long proved(long value, IntFormat to) {
        if (!to.contains(value)) {
            throw new ArithmeticException(value + " does not fit " + to + ", which was taken for impossible");
        }
        return value;
    }

    /** The name in every text form, as in {@code saturate_symmetric}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The inverse of {@link #text()}; empty for any other text. */
    public static Optional<Overflow> parse(String text) {
        for (Overflow overflow : values()) {
            if (overflow.text().equals(text)) {
                return Optional.of(overflow);
            }
        }
        return Optional.empty();
    }
}
