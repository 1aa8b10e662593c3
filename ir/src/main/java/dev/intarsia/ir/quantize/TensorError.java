package dev.intarsia.ir.quantize;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * How far a quantized tensor lies from its real numbers, and why. Errors are root mean squares over every element of every image, in
 * steps of the tensor's own scale (LSB).
 *
 * @param tensor its name in the quantized graph
 * @param lossLsb the whole error
 * @param greatestLsb the greatest single error
 * @param signalToNoise mean square of the real numbers ÷ mean square of the error, in decibels; +∞ without any error
 * @param parts what each cause contributes by itself, in LSB; all causes are there
 */
public record TensorError(
        String tensor, double lossLsb, double greatestLsb, double signalToNoise, Map<Cause, Double> parts) {

    /** Where an error comes from. At each element the parts add up to the whole error. */
    public enum Cause {
        /** The operands' own errors, taken through this operator in real numbers. */
        INHERITED,
        /** The rounding of this operator's weights and bias. */
        WEIGHTS,
        /** The result is a whole number of steps. */
        ROUNDING,
        /** The result lies beyond the least or the greatest word. */
        CLIPPING,
        /** The accumulator was not wide enough. */
        OVERFLOW,
        /** A table's entry, or a function in fixed point, is not the nearest word of the function. */
        TABLE
    }

    public TensorError {
        Objects.requireNonNull(tensor, "tensor");
        parts = Collections.unmodifiableMap(new EnumMap<>(parts));
    }

    /** What a cause contributes, in LSB. */
    public double part(Cause cause) {
        return parts.get(cause);
    }

    /** The greatest of all parts but the inherited one: what to improve at this layer. */
    public Cause ownCause() {
        Cause greatest = Cause.ROUNDING;
        for (Cause cause : Cause.values()) {
            if (cause != Cause.INHERITED && part(cause) > part(greatest)) {
                greatest = cause;
            }
        }
        return greatest;
    }
}
