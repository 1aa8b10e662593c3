package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** From what the file says of a tensor to its type and its elements. Each throws {@link RefusedException}. */
final class TensorReader {

    private static final int MOST_AXES = 8;

    private TensorReader() {}

    static TensorKind kind(TfliteTensor tensor) {
        tensor.refusal().ifPresent(reason -> {
            throw new RefusedException(
                    tensor.title() + " " + reason,
                    "convert the model without it: only networks without state are read");
        });
        return tensor.kind()
                .orElseThrow(() -> new RefusedException(
                        tensor.title() + " has elements of a type that no network here computes with",
                        "float32, float16, int32, uint8, int64, bool, int16, int8 and int4 are read"));
    }

    static Shape shape(TfliteTensor tensor) {
        for (int size : tensor.sizes()) {
            if (size < 1) {
                throw new RefusedException(
                        tensor.title() + " has the shape " + tensor.sizes(), "every axis has at least one element");
            }
        }
        if (tensor.elements() > Integer.MAX_VALUE) {
            throw new RefusedException(
                    tensor.title() + " has the shape " + tensor.sizes(), "a tensor has at most 2^31 - 1 elements");
        }
        if (tensor.sizes().size() > MOST_AXES) {
            throw new RefusedException(
                    tensor.title() + " has " + tensor.sizes().size() + " axes", "a tensor has at most " + MOST_AXES);
        }
        return new Shape(tensor.sizes());
    }

    static TensorType type(TfliteTensor tensor) {
        TensorKind kind = kind(tensor);
        Shape shape = shape(tensor);
        if (kind.isReal()) {
            return TensorType.real(shape);
        }
        return new TensorType(
                quantized(tensor).orElseGet(() -> new Quantized(kind.format().orElseThrow(), Scale.perTensor(1), 0)),
                shape);
    }

    /** Scale and zero point of words; empty for real numbers and for words that are numbers themselves. */
    static Optional<Quantized> quantized(TfliteTensor tensor) {
        TensorKind kind = kind(tensor);
        if (kind.isReal()) {
            return Optional.empty();
        }
        IntFormat format = kind.format().orElseThrow();
        if (tensor.scales().isEmpty()) {
            if (kind == TensorKind.INT32 || kind == TensorKind.INT64 || kind == TensorKind.BOOL) {
                return Optional.empty();
            }
            throw new RefusedException(
                    tensor.title() + " has words of " + format + " without a scale",
                    "convert the model with full quantization parameters");
        }
        return Optional.of(new Quantized(format, scale(tensor), zeroPoint(tensor, format)));
    }

    private static Scale scale(TfliteTensor tensor) {
        List<Double> factors = tensor.scales().stream().map(Float::doubleValue).toList();
        for (double factor : factors) {
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw new RefusedException(
                        tensor.title() + " has the scale " + factor, "a scale is positive and finite");
            }
        }
        if (factors.size() == 1) {
            return Scale.perTensor(factors.getFirst());
        }
        // A row has one axis only, whatever a file says that took its bias' axis from its weights.
        int axis = tensor.sizes().size() == 1 ? 0 : tensor.axis();
        if (axis < 0 || axis >= tensor.sizes().size() || tensor.sizes().get(axis) != factors.size()) {
            throw new RefusedException(
                    tensor.title() + " has " + factors.size() + " scales along axis " + axis + " of the shape "
                            + tensor.sizes(),
                    "there is one scale, or one for each index of an axis");
        }
        return Scale.perAxis(factors, axis);
    }

    private static long zeroPoint(TfliteTensor tensor, IntFormat format) {
        List<Long> zeros = tensor.zeroPoints();
        if (zeros.isEmpty()) {
            return 0;
        }
        long zero = zeros.getFirst();
        if (zeros.stream().anyMatch(other -> other != zero) || !format.contains(zero)) {
            throw new RefusedException(
                    tensor.title() + " has the zero point "
                            + zeros.stream()
                                    .filter(other -> other != zero || !format.contains(other))
                                    .findFirst()
                                    .orElseThrow(),
                    "a tensor has one zero point, a word of " + format);
        }
        return zero;
    }

    /** The elements of a constant, and what it is to be called. */
    static Value.Known known(TfliteTensor tensor, String name, ByteBuffer content) {
        TensorKind kind = kind(tensor);
        long elements = tensor.elements();
        if (elements < 0 || elements > Integer.MAX_VALUE || content.remaining() != kind.bytes(elements)) {
            throw new RefusedException(
                    tensor.title() + " has the shape " + tensor.sizes() + " and the type " + kind + ", but "
                            + content.remaining() + " bytes",
                    "the file is damaged");
        }
        Value.Elements read = kind.format()
                .<Value.Elements>map(format -> new Value.Words(format, words(kind, content, (int) elements)))
                .orElseGet(() -> new Value.Singles(singles(tensor, kind, content, (int) elements)));
        return new Value.Known(name, tensor.sizes(), read, quantized(tensor));
    }

    private static long[] words(TensorKind kind, ByteBuffer content, int elements) {
        long[] words = new long[elements];
        for (int i = 0; i < elements; i++) {
            words[i] = switch (kind) {
                case INT8 -> content.get(i);
                case UINT8 -> Byte.toUnsignedLong(content.get(i));
                case BOOL -> content.get(i) == 0 ? 0 : 1;
                case INT16 -> content.getShort(2 * i);
                case INT32 -> content.getInt(4 * i);
                case INT64 -> content.getLong(8 * i);
                case INT4 -> nibble(content.get(i / 2), i % 2);
                case FLOAT32, FLOAT16 -> throw new IllegalStateException(kind + " has no words");
            };
        }
        return words;
    }

    /** One of the two words of 4 bits in a byte, the low one first. */
    private static long nibble(byte pair, int which) {
        int unsigned = which == 0 ? pair & 0xf : (pair & 0xf0) / 16;
        return unsigned >= 8 ? unsigned - 16 : unsigned;
    }

    private static float[] singles(TfliteTensor tensor, TensorKind kind, ByteBuffer content, int elements) {
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = kind == TensorKind.FLOAT16
                    ? Float.float16ToFloat(content.getShort(2 * i))
                    : content.getFloat(4 * i);
            if (!Float.isFinite(values[i])) {
                throw new RefusedException(
                        tensor.title() + " holds " + values[i] + " at element " + i, "constants are finite numbers");
            }
        }
        return values;
    }
}
