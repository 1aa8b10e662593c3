package dev.intarsia.ir.quantize;

import java.util.Objects;

/**
 * How far a quantized tensor lies from its real numbers. All errors are root mean squares over every element of every image, in
 * steps of the tensor's own scale (LSB).
 *
 * @param tensor its name in the quantized graph
 * @param lossLsb of the whole error
 * @param roundingLsb of what rounding alone does to those real numbers that the words reach
 * @param clippingLsb of what the least and the greatest word do to those beyond them
 * @param propagatedLsb of the rest: the word is not the nearest one to the real number, because of the errors of operands and weights,
 *     of the requantizer, or of an accumulator that overflowed
 * @param greatestLsb the greatest single error
 * @param signalToNoise mean square of the real numbers ÷ mean square of the error, in decibels; +∞ without any error
 */
public record TensorError(
        String tensor,
        double lossLsb,
        double roundingLsb,
        double clippingLsb,
        double propagatedLsb,
        double greatestLsb,
        double signalToNoise) {

    /** Where most of an error comes from. */
    public enum Cause {
        NONE,
        ROUNDING,
        CLIPPING,
        PROPAGATED
    }

    public TensorError {
        Objects.requireNonNull(tensor, "tensor");
    }

    /** The greatest part. */
    public Cause cause() {
        if (lossLsb == 0) {
            return Cause.NONE;
        }
        if (clippingLsb >= roundingLsb && clippingLsb >= propagatedLsb) {
            return Cause.CLIPPING;
        }
        return propagatedLsb >= roundingLsb ? Cause.PROPAGATED : Cause.ROUNDING;
    }
}
