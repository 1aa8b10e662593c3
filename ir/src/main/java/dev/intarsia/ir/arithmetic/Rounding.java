package dev.intarsia.ir.arithmetic;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/**
 * How a quotient x/d becomes an integer. Defined by formula, since names differ between tools; in brackets the names
 * of {@code ap_fixed} and {@code ac_fixed}.
 */
public enum Rounding {
    /** ⌊x/d⌋ (TRN). */
    FLOOR,
    /** The integer part of x/d (TRN_ZERO). */
    TOWARD_ZERO,
    /** Nearest, halves toward +∞: ⌊x/d + ½⌋ (RND). */
    HALF_UP,
    /** Nearest, halves toward −∞: ⌈x/d − ½⌉ (RND_MIN_INF). */
    HALF_DOWN,
    /** Nearest, halves away from zero (RND_INF). */
    HALF_AWAY,
    /** Nearest, halves toward zero (RND_ZERO). */
    HALF_TOWARD_ZERO,
    /** Nearest, halves to the even neighbour (RND_CONV). */
    HALF_EVEN;

    /**
     * x / 2^shift, rounded. Exact for every {@code long}: nothing overflows on the way.
     *
     * @param shift 0 to 63
     * @throws IllegalArgumentException when {@code shift} is outside 0 to 63
     */
    public long shiftRight(long x, int shift) {
        if ((shift & ~63) != 0) {
            throw new IllegalArgumentException("a rounding shift is by 0 to 63 bits, not " + shift);
        }
        if (shift == 0) {
            return x;
        }
        long floor = x >> shift;
        long half = 1L << (shift - 1);
        long remainder = x & ((half << 1) - 1);
        // half << 1 is 2^shift ≤ 2^63; for shift 63 the mask is Long.MAX_VALUE by wrapping, as it should be.
        return floor + increment(x < 0, (floor & 1) != 0, remainder != 0, Long.compare(remainder, half));
    }

    /**
     * numerator / divisor, rounded. Exact for every {@code long} numerator.
     *
     * @param positiveDivisor greater than zero
     * @throws IllegalArgumentException when the divisor is not positive
     */
    public long divide(long numerator, long positiveDivisor) {
        if (positiveDivisor <= 0) {
            throw new IllegalArgumentException("a rounded division is by a positive divisor, not " + positiveDivisor);
        }
        long floor = Math.floorDiv(numerator, positiveDivisor);
        long remainder = numerator - floor * positiveDivisor;
        int toHalf = Long.compare(remainder, positiveDivisor - remainder);
        return floor + increment(numerator < 0, (floor & 1) != 0, remainder != 0, toHalf);
    }

    /**
     * x, rounded to a whole number. Domain: |x| ≤ 2^52, or a whole number that a {@code long} holds; beyond, the nearest end of
     * {@code long}. What is not a number gives 0.
     */
    public long round(double x) {
        double floor = Math.floor(x);
        long whole = (long) floor;
        if (floor != whole) {
            return whole;
        }
        double remainder = x - floor;
        return whole + increment(x < 0, (whole & 1) != 0, remainder != 0, Double.compare(remainder, 0.5));
    }

    /**
     * What is added to ⌊x/d⌋: 0 or 1.
     *
     * @param negative whether x < 0
     * @param odd whether ⌊x/d⌋ is odd
     * @param inexact whether the remainder x − d·⌊x/d⌋ is not 0
     * @param toHalf the remainder compared with d/2: negative, zero or positive
     */
    int increment(boolean negative, boolean odd, boolean inexact, int toHalf) {
        boolean up = switch (this) {
            case FLOOR -> false;
            case TOWARD_ZERO -> negative && inexact;
            case HALF_UP -> toHalf >= 0;
            case HALF_DOWN -> toHalf > 0;
            case HALF_AWAY -> toHalf > 0 || (toHalf == 0 && !negative);
            case HALF_TOWARD_ZERO -> toHalf > 0 || (toHalf == 0 && negative);
            case HALF_EVEN -> toHalf > 0 || (toHalf == 0 && odd);
        };
        return up ? 1 : 0;
    }

    /**
     * The least x with {@link #shiftRight}(x, shift) ≥ quotient, of any size: where the rounded quotient rises to it.
     *
     * @param shift not negative
     */
    public BigInteger leastReaching(long quotient, int shift) {
        BigInteger exact = BigInteger.valueOf(quotient).shiftLeft(shift);
        if (shift == 0) {
            return exact;
        }
        BigInteger tie = exact.subtract(BigInteger.ONE.shiftLeft(shift - 1)); // between quotient − 1 and quotient
        BigInteger afterTie = tie.add(BigInteger.ONE);
        return switch (this) {
            case FLOOR -> exact;
            case TOWARD_ZERO ->
                quotient > 0
                        ? exact
                        : exact.subtract(BigInteger.ONE.shiftLeft(shift)).add(BigInteger.ONE);
            case HALF_UP -> tie;
            case HALF_DOWN -> afterTie;
            case HALF_AWAY -> quotient > 0 ? tie : afterTie;
            case HALF_TOWARD_ZERO -> quotient > 0 ? afterTie : tie;
            case HALF_EVEN -> (quotient & 1) == 0 ? tie : afterTie;
        };
    }

    /** The name in every text form, as in {@code half_up}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The inverse of {@link #text()}; empty for any other text. */
    public static Optional<Rounding> parse(String text) {
        for (Rounding rounding : values()) {
            if (rounding.text().equals(text)) {
                return Optional.of(rounding);
            }
        }
        return Optional.empty();
    }
}
