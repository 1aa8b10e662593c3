package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import java.util.Arrays;
import java.util.Optional;

/**
 * How words are given to weights: signed, with the zero point 0 and the greatest magnitude at the greatest word.
 *
 * @param bits of a word, 2 to 16
 * @param perChannel a scale for each output channel, axis 0
 * @param powerOfTwo whether a scale is rounded up to a power of two
 */
public record WeightScheme(int bits, boolean perChannel, boolean powerOfTwo) {

    public WeightScheme {
        if (bits < 2 || bits > 16) {
            throw new IllegalArgumentException("weights have 2 to 16 bits, found " + bits);
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
        double[] wishes = new double[channels];
        for (int k = 0; k < channels; k++) {
            double magnitude = 0;
            for (int i = k * length; i < (k + 1) * length; i++) {
                magnitude = Math.max(magnitude, Math.abs(weights.at(i)));
            }
            double offset = bias.isEmpty() ? 0 : Math.abs(bias.get().at(k));
            wishes[k] = Math.max(magnitude / format().max(), offset / Math.scalb(inputScale, biasFormat.bits() - 2));
        }
        if (!perChannel) {
            double greatest = Arrays.stream(wishes).max().orElseThrow();
            return new Quantized(format(), Scale.perTensor(Scales.of(greatest, powerOfTwo)), 0);
        }
        Scale scale = Scale.perAxis(
                Arrays.stream(wishes)
                        .mapToObj(wish -> Scales.of(wish, powerOfTwo))
                        .toList(),
                0);
        return new Quantized(format(), scale, 0);
    }
}
