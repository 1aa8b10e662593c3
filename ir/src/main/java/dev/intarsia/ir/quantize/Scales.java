package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.RealScale;

/** The numbers that scales are: float32, kept as doubles. */
final class Scales {

    private Scales() {}

    /**
     * The wished scale as a float32 number; 1 for the wish 0, which any scale fulfils.
     *
     * @param powerOfTwo whether to take the least power of two that is not smaller
     */
    static double of(double wish, boolean powerOfTwo) {
        if (wish == 0) {
            return 1;
        }
        double normal = Math.max(wish, Float.MIN_NORMAL);
        if (!powerOfTwo) {
            return (float) normal;
        }
        double below = Math.scalb(1.0, Math.getExponent(normal));
        return below == normal ? below : 2 * below;
    }

    /** The nearest integer, halves away from zero, within ±2^53. */
    static long nearest(double value) {
        return RealScale.rescale(1, value, -(1L << 53), 1L << 53);
    }
}
