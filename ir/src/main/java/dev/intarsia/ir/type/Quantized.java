package dev.intarsia.ir.type;

import dev.intarsia.ir.arithmetic.IntFormat;
import java.util.Objects;

/**
 * An integer that stands for the real number {@code scale · (raw − zeroPoint)}.
 *
 * @param format the stored word
 * @param scale the worth of one step
 * @param zeroPoint the word that stands for 0, a value of {@code format}
 */
public record Quantized(IntFormat format, Scale scale, long zeroPoint) implements ElementType {

    public Quantized {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(scale, "scale");
        if (!format.contains(zeroPoint)) {
            throw new IllegalArgumentException("zero point " + zeroPoint + " is no value of " + format);
        }
    }
}
