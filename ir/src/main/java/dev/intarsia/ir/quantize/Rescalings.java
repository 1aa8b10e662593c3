package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.Precision;
import dev.intarsia.ir.arithmetic.QuantizedMultiplier;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Thresholds;
import dev.intarsia.ir.graph.Rescaling;
import java.util.List;

/** Makes requantizers' parameters from scales. */
final class Rescalings {

    private Rescalings() {}

    /**
     * From the accumulator of a sum of products to its result: the effective scale {@code input · weight[k] / output}, in float64, for
     * float32 requantizers in float32: {@code fl32(fl32(input · weight[k]) / output)}.
     */
    static Rescaling product(Requantizer form, double input, List<Double> weights, double output) {
        return new Rescaling(
                form,
                weights.stream()
                        .map(weight -> parameters(form, effective(form, input, weight, output)))
                        .toList());
    }

    /**
     * The same for a dense layer. Where its weights have one scale and the requantizer is of integers, TensorFlow Lite multiplies the two
     * scales in float32 first: {@code fl32(input · weight) / output}.
     *
     * <p>Source: {@code GetQuantizedConvolutionMultipler}, TensorFlow Lite 2.18 and tflite-micro, tensorflow/lite/kernels/kernel_util.cc;
     * its words measured.
     */
    static Rescaling dense(Requantizer form, double input, List<Double> weights, double output) {
        if (form instanceof MultiplyShift shift && weights.size() == 1) {
            double product = (float) (input * weights.getFirst());
            return new Rescaling(form, List.of(parameters(shift, product / output)));
        }
        return product(form, input, weights, output);
    }

    /** By a factor. */
    static Rescaling scale(Requantizer form, double factor) {
        return new Rescaling(form, List.of(parameters(form, factor)));
    }

    /** From one scale to another: {@code from / to}. */
    static Rescaling ratio(Requantizer form, double from, double to) {
        return scale(form, from / to);
    }

    private static double effective(Requantizer form, double input, double weight, double output) {
        if (form instanceof RealScale real && real.precision() == Precision.FLOAT32) {
            return (float) (input * weight) / (float) output;
        }
        return input * weight / output;
    }

    private static ScaleParameters parameters(Requantizer form, double scale) {
        return switch (form) {
            case MultiplyShift shift -> parameters(shift, scale);
            case PowerOfTwo shift -> QuantizedMultiplier.powerOfTwo(scale);
            case RealScale real -> new ScaleParameters(real.scaleBits(scale), 0);
            case Thresholds t -> throw new IllegalArgumentException("thresholds are not made from a scale");
        };
    }

    private static ScaleParameters parameters(MultiplyShift form, double scale) {
        if (form.equals(MultiplyShift.TFLM_WIDE)) {
            return QuantizedMultiplier.of(scale).reduceTo16();
        }
        if (form.doubleRounding()) {
            return QuantizedMultiplier.of(scale);
        }
        return form.multiplierBits() == 32 && form.rounding() == Rounding.HALF_UP
                ? QuantizedMultiplier.ofSingleRounding(scale)
                : QuantizedMultiplier.of(scale, form.multiplierBits());
    }
}
