package dev.intarsia.simulator.oracle;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.Precision;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.Thresholds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Rounding, saturation and requantizers on unlimited integers, written from their definitions and not from the arithmetic package. */
final class Arithmetic {

    private static final BigInteger TWO_TO_31 = BigInteger.TWO.pow(31);

    private Arithmetic() {}

    /** numerator ÷ divisor, rounded; the divisor is positive. */
    static BigInteger divide(BigInteger numerator, BigInteger divisor, Rounding rounding) {
        if (divisor.signum() <= 0) {
            throw new KernelFault("a divisor is positive, found " + divisor);
        }
        RoundingMode mode = switch (rounding) {
            case FLOOR -> RoundingMode.FLOOR;
            case TOWARD_ZERO -> RoundingMode.DOWN;
            case HALF_UP -> numerator.signum() < 0 ? RoundingMode.HALF_DOWN : RoundingMode.HALF_UP;
            case HALF_DOWN -> numerator.signum() < 0 ? RoundingMode.HALF_UP : RoundingMode.HALF_DOWN;
            case HALF_AWAY -> RoundingMode.HALF_UP;
            case HALF_TOWARD_ZERO -> RoundingMode.HALF_DOWN;
            case HALF_EVEN -> RoundingMode.HALF_EVEN;
        };
        return new BigDecimal(numerator)
                .divide(new BigDecimal(divisor), 0, mode)
                .toBigIntegerExact();
    }

    /** numerator ÷ divisor, rounded; the divisor is positive. */
    static long divide(long numerator, long divisor, Rounding rounding) {
        if (divisor <= 0) {
            throw new KernelFault("a divisor is positive, found " + divisor);
        }
        long truncated = numerator / divisor;
        long rest = Math.abs(numerator % divisor);
        long away = numerator < 0 ? truncated - 1 : truncated + 1;
        int half = Long.compare(rest, divisor - rest);
        return switch (rounding) {
            case FLOOR -> numerator < 0 && rest != 0 ? away : truncated;
            case TOWARD_ZERO -> truncated;
            case HALF_UP -> half > 0 || half == 0 && numerator > 0 ? away : truncated;
            case HALF_DOWN -> half > 0 || half == 0 && numerator < 0 ? away : truncated;
            case HALF_AWAY -> half >= 0 ? away : truncated;
            case HALF_TOWARD_ZERO -> half > 0 ? away : truncated;
            case HALF_EVEN -> half > 0 || half == 0 && truncated % 2 != 0 ? away : truncated;
        };
    }

    /** value ÷ 2^amount, rounded; a negative amount multiplies. */
    static BigInteger shift(BigInteger value, int amount, Rounding rounding) {
        return amount <= 0 ? value.shiftLeft(-amount) : divide(value, BigInteger.TWO.pow(amount), rounding);
    }

    /**
     * The same in 64 bits.
     *
     * @throws ArithmeticException where they do not suffice
     */
    static long shift(long value, long amount, Rounding rounding) {
        if (amount > 62 || amount < -62) {
            throw new ArithmeticException("beyond 64 bits");
        }
        return amount <= 0 ? Math.multiplyExact(value, 1L << -amount) : divide(value, 1L << amount, rounding);
    }

    /** The word of a format that an overflow rule makes of a value. */
    static BigInteger cast(BigInteger value, IntFormat to, Overflow overflow) {
        BigInteger words = BigInteger.TWO.pow(to.bits());
        BigInteger greatest =
                to.signed() ? words.shiftRight(1).subtract(BigInteger.ONE) : words.subtract(BigInteger.ONE);
        BigInteger least = to.signed() ? words.shiftRight(1).negate() : BigInteger.ZERO;
        return switch (overflow) {
            case WRAP -> {
                BigInteger low = value.mod(words);
                yield low.compareTo(greatest) > 0 ? low.subtract(words) : low;
            }
            case SATURATE -> value.max(least).min(greatest);
            case SATURATE_SYMMETRIC ->
                value.max(to.signed() ? greatest.negate() : least).min(greatest);
            case IMPOSSIBLE -> {
                if (value.compareTo(least) < 0 || value.compareTo(greatest) > 0) {
                    throw new KernelFault(value + " does not fit " + to + ", which was said to be impossible");
                }
                yield value;
            }
        };
    }

    /**
     * The same in 64 bits.
     *
     * @throws ArithmeticException where they do not suffice
     */
    static long cast(long value, IntFormat to, Overflow overflow) {
        if (to.equals(IntFormat.I64) && overflow != Overflow.SATURATE_SYMMETRIC) {
            return value;
        }
        if (to.bits() > 62) {
            throw new ArithmeticException("beyond 64 bits");
        }
        long words = 1L << to.bits();
        long greatest = to.signed() ? words / 2 - 1 : words - 1;
        long least = to.signed() ? -words / 2 : 0;
        return switch (overflow) {
            case WRAP -> {
                long low = Math.floorMod(value, words);
                yield low > greatest ? low - words : low;
            }
            case SATURATE -> Math.max(least, Math.min(greatest, value));
            case SATURATE_SYMMETRIC -> Math.max(to.signed() ? -greatest : least, Math.min(greatest, value));
            case IMPOSSIBLE -> {
                if (value < least || value > greatest) {
                    throw new KernelFault(value + " does not fit " + to + ", which was said to be impossible");
                }
                yield value;
            }
        };
    }

    /** A requantizer applied to a value. What lies beyond 64 bits saturates to them. */
    static BigInteger rescale(Requantizer form, BigInteger x, BigInteger multiplier, int shift) {
        return switch (form) {
            case MultiplyShift m when m.doubleRounding() -> twice(x, multiplier, shift, m.rounding());
            case MultiplyShift m -> in64Bits(shift(x.multiply(multiplier), shift, m.rounding()));
            case PowerOfTwo p -> in64Bits(shift(x, shift, p.rounding()));
            case RealScale r -> BigInteger.valueOf(real(r, x.longValueExact(), multiplier.longValue()));
            case Thresholds t -> throw new KernelFault("thresholds are compared, not multiplied");
        };
    }

    /**
     * The same in 64 bits.
     *
     * @throws ArithmeticException where they do not suffice
     */
    static long rescale(Requantizer form, long x, long multiplier, long shift) {
        return switch (form) {
            case MultiplyShift m
            when m.doubleRounding() ->
                twice(BigInteger.valueOf(x), BigInteger.valueOf(multiplier), Math.toIntExact(shift), m.rounding())
                        .longValueExact();
            case MultiplyShift m -> shift(Math.multiplyExact(x, multiplier), shift, m.rounding());
            case PowerOfTwo p -> shift(x, shift, p.rounding());
            case RealScale r -> real(r, x, multiplier);
            case Thresholds t -> throw new KernelFault("thresholds are compared, not multiplied");
        };
    }

    /** RDBPOT(SRDHM(x·2^max(sh, 0), m), max(−sh, 0)) with sh = 31 − shift; x·2^sh is a 32-bit word. */
    private static BigInteger twice(BigInteger x, BigInteger multiplier, int shift, Rounding rounding) {
        int left = 31 - shift;
        BigInteger raised = cast(x.shiftLeft(Math.max(left, 0)), IntFormat.I32, Overflow.WRAP);
        BigInteger high =
                raised.multiply(multiplier).add(BigInteger.TWO.pow(30)).shiftRight(31);
        BigInteger word = high.min(TWO_TO_31.subtract(BigInteger.ONE));
        return shift(word, Math.max(-left, 0), rounding);
    }

    private static BigInteger in64Bits(BigInteger value) {
        return value.max(BigInteger.valueOf(Long.MIN_VALUE)).min(BigInteger.valueOf(Long.MAX_VALUE));
    }

    /** The product in floating point, rounded to an integer; bounds are applied by the clamp that follows, which commutes with rounding. */
    private static long real(RealScale form, long x, long scaleBits) {
        if (form.precision() == Precision.FLOAT32) {
            float product = (float) x * Float.intBitsToFloat((int) scaleBits);
            return integer(product, RoundingMode.HALF_EVEN);
        }
        double product = (double) x * Double.longBitsToDouble(scaleBits);
        return integer(product, RoundingMode.HALF_UP);
    }

    private static long integer(double number, RoundingMode mode) {
        return in64Bits(new BigDecimal(number).setScale(0, mode).toBigIntegerExact())
                .longValueExact();
    }
}
