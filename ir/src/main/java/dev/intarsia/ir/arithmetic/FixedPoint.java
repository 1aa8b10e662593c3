package dev.intarsia.ir.arithmetic;

/**
 * The 32-bit primitives of gemmlowp, by the names that the literature knows them by.
 *
 * <p>Source: google/gemmlowp, fixedpoint/fixedpoint.h; tflite-micro, tensorflow/lite/kernels/internal/common.cc.
 */
public final class FixedPoint {
    private FixedPoint() {}

    /**
     * SRDHM(a, b) = (a·b + 2^30) >> 31: half up, though its source reads as half away. Its one overflow, both −2^31,
     * gives 2^31 − 1. ARM: VQRDMULH.
     */
    public static int saturatingRoundingDoublingHighMul(int a, int b) {
        return (int) Math.min(Integer.MAX_VALUE, Rounding.HALF_UP.shiftRight((long) a * b, 31));
    }

    /** The same where a and b, both words of i32, are not both −2^31: then nothing is to be saturated. */
    public static long roundingDoublingHighMul(long a, long b) {
        return a * b + (1L << 30) >> 31;
    }

    /**
     * word · 2^left, wrapped to i32.
     *
     * @param left 0 to 31
     */
    public static int shiftLeftWrapped(long word, long left) {
        return (int) (word << left);
    }

    /**
     * RDBPOT(x, e) = x / 2^e, halves away from zero.
     *
     * @param exponent e, 0 to 31
     */
    public static int roundingDivideByPot(int x, int exponent) {
        return (int) Rounding.HALF_AWAY.shiftRight(x, exponent);
    }

    /**
     * x·2^exponent: saturated to 32 bits when the exponent is positive, {@link #roundingDivideByPot} when negative.
     *
     * @param exponent −31 to 31
     */
    public static int saturatingRoundingMultiplyByPot(int x, int exponent) {
        return exponent <= 0
                ? roundingDivideByPot(x, -exponent)
                : (int) Overflow.SATURATE.narrow((long) x << exponent, IntFormat.I32);
    }

    /**
     * R1 in TensorFlow Lite's own convention: {@link MultiplyShift#TFLM} with t = 31 − leftShift; −31 ≤ leftShift ≤
     * 30.
     */
    public static int multiplyByQuantizedMultiplier(int x, int multiplier, int leftShift) {
        return (int) MultiplyShift.TFLM.rescale(x, multiplier, 31 - leftShift);
    }

    /** The number of zero bits above the highest set bit of x as a word of {@code format}; its width for 0. */
    public static int countLeadingZeros(long x, IntFormat format) {
        return Long.numberOfLeadingZeros(x << (64 - format.bits()) >>> (64 - format.bits())) - (64 - format.bits());
    }
}
