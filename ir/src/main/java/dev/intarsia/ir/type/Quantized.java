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

    /** The real numbers that words stand for: {@code scale · (raw − zeroPoint)}, rounded to float32 once. */
    public RealTensor real(RawTensor words) {
        Shape shape = words.shape();
        int stride = scale.isPerTensor() ? 1 : shape.strides()[scale.axis()];
        int size = scale.isPerTensor() ? 1 : shape.size(scale.axis());
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale.at(i / stride % size) * (words.at(i) - zeroPoint));
        }
        return RealTensor.owning(shape, values);
    }
}
