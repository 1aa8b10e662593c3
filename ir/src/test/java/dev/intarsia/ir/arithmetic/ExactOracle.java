package dev.intarsia.ir.arithmetic;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The arithmetic a second time, slowly and in other words: exact decimals and {@link RoundingMode}, moduli and
 * comparisons of {@link BigInteger}. It shares no formula with the main code.
 */
final class ExactOracle {
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private ExactOracle() {}

    static BigInteger divide(BigInteger x, BigInteger divisor, Rounding rounding) {
        return new BigDecimal(x)
                .divide(new BigDecimal(divisor), 0, mode(rounding, x.signum() < 0))
                .toBigIntegerExact();
    }

    /** Java's HALF_UP and HALF_DOWN mean away from and toward zero, so ours depend on the sign. */
    private static RoundingMode mode(Rounding rounding, boolean negative) {
        return switch (rounding) {
            case FLOOR -> RoundingMode.FLOOR;
            case TOWARD_ZERO -> RoundingMode.DOWN;
            case HALF_UP -> negative ? RoundingMode.HALF_DOWN : RoundingMode.HALF_UP;
            case HALF_DOWN -> negative ? RoundingMode.HALF_UP : RoundingMode.HALF_DOWN;
            case HALF_AWAY -> RoundingMode.HALF_UP;
            case HALF_TOWARD_ZERO -> RoundingMode.HALF_DOWN;
            case HALF_EVEN -> RoundingMode.HALF_EVEN;
        };
    }

    static BigInteger scale(BigInteger x, int rightShift, Rounding rounding) {
        return rightShift < 0
                ? x.multiply(BigInteger.TWO.pow(-rightShift))
                : divide(x, BigInteger.TWO.pow(rightShift), rounding);
    }

    static long to64(BigInteger x) {
        return x.max(LONG_MIN).min(LONG_MAX).longValueExact();
    }

    static long singleRounding(long x, long multiplier, int shift, Rounding rounding) {
        return to64(scale(BigInteger.valueOf(x).multiply(BigInteger.valueOf(multiplier)), shift, rounding));
    }

    static long srdhm(long a, long b) {
        BigInteger product = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
        BigInteger high = divide(product, BigInteger.TWO.pow(31), Rounding.HALF_UP);
        return high.min(BigInteger.valueOf(Integer.MAX_VALUE)).longValueExact();
    }

    static long doubleRounding(long x, long multiplier, int leftShift, Rounding rounding) {
        BigInteger up = BigInteger.TWO.pow(Math.max(leftShift, 0));
        BigInteger shifted = modulo(BigInteger.valueOf(x).multiply(up), true, 32);
        BigInteger high = BigInteger.valueOf(srdhm(shifted.longValueExact(), multiplier));
        return divide(high, BigInteger.TWO.pow(Math.max(-leftShift, 0)), rounding)
                .longValueExact();
    }

    static BigInteger modulo(BigInteger x, boolean signed, int bits) {
        BigInteger range = BigInteger.TWO.pow(bits);
        BigInteger residue = x.mod(range);
        return signed && residue.compareTo(range.shiftRight(1)) >= 0 ? residue.subtract(range) : residue;
    }

    /** The value, not the word; {@code null} where the operation is not defined. */
    static BigInteger narrow(BigInteger x, Overflow overflow, boolean signed, int bits) {
        BigInteger count = BigInteger.TWO.pow(bits);
        BigInteger least = signed ? count.divide(BigInteger.TWO).negate() : BigInteger.ZERO;
        BigInteger most = least.add(count).subtract(BigInteger.ONE);
        return switch (overflow) {
            case WRAP -> modulo(x, signed, bits);
            case SATURATE -> x.max(least).min(most);
            case SATURATE_SYMMETRIC -> x.max(signed ? most.negate() : least).min(most);
            case IMPOSSIBLE -> x.compareTo(least) < 0 || x.compareTo(most) > 0 ? null : x;
        };
    }
}
