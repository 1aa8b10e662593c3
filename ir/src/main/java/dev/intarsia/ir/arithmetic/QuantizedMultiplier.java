package dev.intarsia.ir.arithmetic;

/**
 * Makes the integer multiplier and total right shift that stand for a real scale d. With d = q·2^sh, ½ ≤ |q| < 1 (C's
 * {@code frexp}), m = round-half-away(q·2^(b−1)) for a b-bit multiplier; an m that reaches 2^(b−1) is halved and sh
 * raised by one.
 *
 * <p>Source: {@code QuantizeMultiplier} in tflite-micro, tensorflow/lite/kernels/internal/quantization_util.cc.
 */
public final class QuantizedMultiplier {
    private static final ScaleParameters ZERO = new ScaleParameters(0, 31);

    private QuantizedMultiplier() {}

    /**
     * TensorFlow Lite's multiplier, as its double-rounding build makes it: 32 bits, t = 31 − sh; a scale with sh <
     * −31 becomes 0, which is (0, 31). A scale of 2^30 and more gives t < 1, which double rounding refuses.
     *
     * @throws IllegalArgumentException when d is not finite
     */
    public static ScaleParameters of(double d) {
        checkFinite(d);
        if (d == 0) {
            return ZERO;
        }
        ScaleParameters exact = normalized(d, 32);
        return exact.shift() > 62 ? ZERO : exact;
    }

    /**
     * As {@link #of(double)} in the single-rounding build: sh > 30 saturates to (2^31 − 1, sh = 30).
     *
     * @throws IllegalArgumentException when d is negative or not finite
     */
    public static ScaleParameters ofSingleRounding(double d) {
        checkFinite(d);
        if (d < 0) {
            throw new IllegalArgumentException("single rounding takes no negative scale: " + d);
        }
        ScaleParameters p = of(d);
        return p.shift() < 1 ? new ScaleParameters(Integer.MAX_VALUE, 1) : p;
    }

    /**
     * A signed multiplier of any width: m in [2^(b−2), 2^(b−1)) with t = b − 1 − sh, which is negative for a scale of
     * 2^(b−1) and more. Zero is (0, b − 1). No scale is taken for zero, however small.
     *
     * @param multiplierBits b, 2 to 32
     * @throws IllegalArgumentException when d is negative or not finite, or b outside 2 to 32
     */
    public static ScaleParameters of(double d, int multiplierBits) {
        checkFinite(d);
        if (d < 0) {
            throw new IllegalArgumentException("a scale is not negative: " + d);
        }
        if (multiplierBits < 2 || multiplierBits > 32) {
            throw new IllegalArgumentException("a multiplier has 2 to 32 bits, not " + multiplierBits);
        }
        return d == 0 ? new ScaleParameters(0, multiplierBits - 1) : normalized(d, multiplierBits);
    }

    /**
     * The multiplier of d for a shift that is given: d · 2^shift, halves to even.
     *
     * @throws IllegalArgumentException when d is not finite
     */
    public static ScaleParameters atShift(double d, int shift) {
        checkFinite(d);
        return new ScaleParameters((long) Math.rint(Math.scalb(d, shift)), shift);
    }

    /**
     * The power of two nearest to d by ratio, as (1, t) for {@link PowerOfTwo}: 2^−t within a factor √2 of d.
     *
     * @throws IllegalArgumentException when d is not positive and finite
     */
    public static ScaleParameters powerOfTwo(double d) {
        checkFinite(d);
        if (d <= 0) {
            throw new IllegalArgumentException("no power of two is near " + d);
        }
        int exponent = Doubles.exponent(d);
        // The double 0.7071067811865476 is the first one above √½, which is irrational: no tie.
        boolean upper = Doubles.fraction(d) >= 0.7071067811865476;
        return new ScaleParameters(1, upper ? -exponent : 1 - exponent);
    }

    private static ScaleParameters normalized(double d, int bits) {
        int exponent = Doubles.exponent(d);
        long multiplier = (long) Doubles.roundHalfAway(Math.scalb(Doubles.fraction(d), bits - 1));
        if (multiplier == 1L << (bits - 1)) {
            multiplier >>= 1;
            exponent++;
        }
        return new ScaleParameters(multiplier, bits - 1 - exponent);
    }

    /**
     * A multiplier over a count, as TensorFlow Lite divides means: m' = (m·2^s)/n with s = min(63 − clz64(n), 32, 31 + sh), the left shift
     * becomes sh − s.
     *
     * @param count n, at least 1
     */
    public static ScaleParameters divided(ScaleParameters whole, int count) {
        int leftShift = 31 - whole.shift();
        int raised = Math.min(Math.min(63 - Long.numberOfLeadingZeros(count), 32), 31 + leftShift);
        return new ScaleParameters((whole.multiplier() << raised) / count, whole.shift() + raised);
    }

    private static void checkFinite(double d) {
        if (!Double.isFinite(d)) {
            throw new IllegalArgumentException("a scale is finite, not " + d);
        }
    }
}
