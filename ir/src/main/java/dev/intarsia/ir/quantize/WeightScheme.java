package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How words are given to weights: signed, with the zero point 0 and the greatest magnitude at the greatest word.
 *
 * @param bits of a word, 2 to 16
 * @param channelsPerScale how many output channels, of axis 0, one after the other, share a scale: 1 for each its own; 0 for all the same
 * @param powerOfTwo whether a scale is rounded up to a power of two
 * @param range what the greatest word stands for
 */
public record WeightScheme(int bits, int channelsPerScale, boolean powerOfTwo, WeightRange range) {

    /** The narrowest words. */
    public static final int LEAST_BITS = 2;

    /** Ranges are tried from the greatest magnitude down to a quarter of it, in steps of a hundredth. */
    private static final int RANGE_STEPS = 100;

    public WeightScheme {
        if (bits < LEAST_BITS || bits > 16) {
            throw new IllegalArgumentException("weights have 2 to 16 bits, found " + bits);
        }
        if (channelsPerScale < 0) {
            throw new IllegalArgumentException("a scale for " + channelsPerScale + " channels");
        }
    }

    public IntFormat format() {
        return new IntFormat(true, bits);
    }

    /**
     * The element type of weights. Where weights are so small beside their bias that the bias, at the scale
     * {@code inputScale · weightScale}, would fill more than half of its format, the scale is larger than the weights
     * need: so sums around it still fit.
     *
     * @param weights output channel first
     * @param biasFormat what the bias' words are
     * @param inputScale of the activations that they are multiplied with
     */
    public Quantized element(RealTensor weights, Optional<RealTensor> bias, IntFormat biasFormat, double inputScale) {
        int channels = weights.shape().size(0);
        int length = weights.shape().elements() / channels;
        double[] least = new double[channels];
        for (int k = 0; k < channels; k++) {
            double offset = bias.isEmpty() ? 0 : Math.abs(bias.get().at(k));
            least[k] = offset / Math.scalb(inputScale, biasFormat.bits() - 2);
        }
        if (channelsPerScale == 0) {
            double wish = Math.max(
                    wish(weights, 0, channels * length),
                    Arrays.stream(least).max().orElseThrow());
            return new Quantized(format(), Scale.perTensor(Scales.of(wish, powerOfTwo)), 0);
        }
        List<Double> factors = new ArrayList<>();
        for (int from = 0; from < channels; from += channelsPerScale) {
            int to = Math.min(channels, from + channelsPerScale);
            double wish = Math.max(
                    wish(weights, from * length, to * length),
                    Arrays.stream(least, from, to).max().orElseThrow());
            factors.addAll(Collections.nCopies(to - from, Scales.of(wish, powerOfTwo)));
        }
        return new Quantized(format(), Scale.perAxis(factors, 0), 0);
    }

    /** The scale that some weights ask for by themselves. */
    private double wish(RealTensor weights, int from, int to) {
        double magnitude = 0;
        for (int i = from; i < to; i++) {
            magnitude = Math.max(magnitude, Math.abs(weights.at(i)));
        }
        double whole = magnitude / format().max();
        return switch (range) {
            case GREATEST -> whole;
            case LEAST_ERROR -> leastError(weights, from, to, whole);
        };
    }

    private double leastError(RealTensor weights, int from, int to, double whole) {
        double best = whole;
        double least = Double.POSITIVE_INFINITY;
        for (int step = RANGE_STEPS; step >= RANGE_STEPS / 4; step--) {
            double scale = Scales.of(whole * step / RANGE_STEPS, powerOfTwo);
            double error = 0;
            for (int i = from; i < to; i++) {
                double steps = weights.at(i) / scale;
                double off = steps - Math.clamp(Math.rint(steps), format().min(), format().max());
                error += off * off * scale * scale;
            }
            if (error < least) {
                least = error;
                best = whole * step / RANGE_STEPS;
            }
        }
        return best;
    }
}
