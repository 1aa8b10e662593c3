package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;

/** From real numbers to stored words and back: the only place where a word is made from a real number. */
public final class TensorQuantization {

    /** Formats up to this width divide in float32, as TensorFlow Lite does; wider ones, which hold biases, in float64. */
    private static final int FLOAT32_BITS = 16;

    private TensorQuantization() {}

    /**
     * {@code saturate(round(real / scale) + zeroPoint)}, halves away from zero, the division in float32 for words of at most 16 bits and
     * in float64 for wider ones. What is not a number becomes the zero point.
     *
     * <p>Source: {@code AffineQuantize}, tflite-micro, tensorflow/lite/kernels/internal/reference/quantize.h.
     */
    public static RawTensor quantize(RealTensor real, Quantized element) {
        return quantize(real, element, Rounding.HALF_AWAY);
    }

    /** The same with another rounding; ONNX rounds halves to even. */
    public static RawTensor quantize(RealTensor real, Quantized element, Rounding rounding) {
        Channels channels = Channels.of(real.shape(), element.scale());
        long[] words = new long[real.shape().elements()];
        for (int i = 0; i < words.length; i++) {
            words[i] = word(real.at(i), element, channels.scale(i), rounding);
        }
        return RawTensor.owning(element.format(), real.shape(), words);
    }

    /** The word of one real number in a type with one scale. */
    public static long word(double real, Quantized element) {
        return word(real, element, element.scale().at(0), Rounding.HALF_AWAY);
    }

    private static long word(double real, Quantized element, double scale, Rounding rounding) {
        IntFormat format = element.format();
        double steps = format.bits() <= FLOAT32_BITS ? (float) real / (float) scale : real / scale;
        long zero = element.zeroPoint();
        double inside = Math.min(Math.max(steps, format.min() - zero - 1.0), format.max() - zero + 1.0);
        return Math.clamp(rounding.round(inside) + zero, format.min(), format.max());
    }

    /** {@code scale · (raw − zeroPoint)}, rounded to float32 once. */
    public static RealTensor dequantize(RawTensor raw, Quantized element) {
        return element.real(raw);
    }

    /** Which factor of a scale belongs to which position of a tensor. */
    private record Channels(Scale scale, int stride, int size) {

        static Channels of(Shape shape, Scale scale) {
            return scale.isPerTensor()
                    ? new Channels(scale, 1, 1)
                    : new Channels(scale, shape.strides()[scale.axis()], shape.size(scale.axis()));
        }

        double scale(int position) {
            return scale.at(position / stride % size);
        }
    }
}
