package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Scale;

/**
 * How words are given to the interval of an activation.
 *
 * @param bits of a word, 2 to 16; or 1 where it is not symmetric, for inputs that are black or white
 * @param symmetric signed words with the zero point 0; otherwise signed words with any zero point
 * @param powerOfTwo whether a scale is rounded up to a power of two
 */
public record ActivationScheme(int bits, boolean symmetric, boolean powerOfTwo) {

    public ActivationScheme {
        if (bits < (symmetric ? 2 : 1) || bits > 16) {
            throw new IllegalArgumentException(
                    "activations have " + (symmetric ? 2 : 1) + " to 16 bits, found " + bits);
        }
    }

    public IntFormat format() {
        return new IntFormat(true, bits);
    }

    /** The element type whose words reach over an interval and 0. */
    public Quantized element(RealRange range) {
        return symmetric ? symmetric(range) : asymmetric(range.withZero());
    }

    private Quantized symmetric(RealRange range) {
        return new Quantized(format(), Scale.perTensor(Scales.of(range.magnitude() / format().max(), powerOfTwo)), 0);
    }

    /**
     * TensorFlow Lite's {@code ChooseQuantizationParams} (kernels/internal/quantization_util.h): the scale is the interval divided by
     * the number of steps; of the two zero points that the interval's ends ask for, the one with the smaller rounding error is taken and
     * nudged to a word.
     */
    private Quantized asymmetric(RealRange range) {
        long least = format().min();
        long greatest = format().max();
        double exact = (range.high() - range.low()) / (greatest - least);
        if (exact == 0) {
            return new Quantized(format(), Scale.perTensor(1), 0);
        }
        double scale = powerOfTwo ? Scales.of(exact, true) : exact;
        double fromLow = least - range.low() / scale;
        double fromHigh = greatest - range.high() / scale;
        double lowError = Math.abs(least) + Math.abs(range.low() / scale);
        double highError = Math.abs(greatest) + Math.abs(range.high() / scale);
        long nudged = Scales.nearest(lowError < highError ? fromLow : fromHigh);
        return new Quantized(
                format(), Scale.perTensor(Scales.of(scale, powerOfTwo)), Overflow.SATURATE.narrow(nudged, format()));
    }
}
