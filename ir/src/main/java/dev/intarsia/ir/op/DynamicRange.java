package dev.intarsia.ir.op;

import dev.intarsia.ir.type.RealTensor;

/**
 * The real numbers that words of 8 bits stand for whose scale is chosen anew for each inference: how TensorFlow Lite's hybrid layers see
 * activations. A kernel multiplies the words; the products of these numbers are the same ones.
 *
 * <p>Source: {@code SymmetricQuantizeFloats} and {@code AsymmetricQuantizeFloats}, TensorFlow Lite 2.18,
 * tensorflow/lite/kernels/internal/reference/portable_tensor_utils.cc.
 */
final class DynamicRange {

    private static final int LEAST = -128;
    private static final int GREATEST = 127;

    private DynamicRange() {}

    /** Each inference along the first axis with a scale of its own: its greatest magnitude is 127 steps. */
    static RealTensor symmetric(RealTensor x) {
        float[] values = x.toArray();
        int length = values.length / x.shape().size(0);
        for (int first = 0; first < values.length; first += length) {
            float range = 0;
            for (int i = first; i < first + length; i++) {
                range = Math.max(range, Math.abs(values[i]));
            }
            if (range == 0) {
                continue;
            }
            float scale = range / GREATEST;
            float inverse = GREATEST / range;
            for (int i = first; i < first + length; i++) {
                values[i] = scale * Math.clamp(nearest(values[i] * inverse), -GREATEST, GREATEST);
            }
        }
        return RealTensor.owning(x.shape(), values);
    }

    /** Each inference along the first axis with a scale and a zero point of its own: all words from its least number to its greatest. */
    static RealTensor asymmetric(RealTensor x) {
        float[] values = x.toArray();
        int length = values.length / x.shape().size(0);
        for (int first = 0; first < values.length; first += length) {
            double least = 0;
            double greatest = 0;
            for (int i = first; i < first + length; i++) {
                least = Math.min(least, values[i]);
                greatest = Math.max(greatest, values[i]);
            }
            if (least == greatest) {
                continue;
            }
            double exact = (greatest - least) / (GREATEST - LEAST);
            double fromLeast = LEAST - least / exact;
            double fromGreatest = GREATEST - greatest / exact;
            double leastError = Math.abs(LEAST) + Math.abs(least / exact);
            double greatestError = Math.abs(GREATEST) + Math.abs(greatest / exact);
            double zero = Math.clamp(nearest(leastError < greatestError ? fromLeast : fromGreatest), LEAST, GREATEST);
            float scale = (float) exact;
            float inverse = 1 / scale;
            for (int i = first; i < first + length; i++) {
                double word = Math.clamp(zero + nearest(values[i] * inverse), LEAST, GREATEST);
                values[i] = scale * (float) (word - zero);
            }
        }
        return RealTensor.owning(x.shape(), values);
    }

    /** Halves away from zero. */
    private static float nearest(double value) {
        return (float) Math.copySign(Math.floor(Math.abs(value) + 0.5), value);
    }
}
