package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Known tensors with their elements moved: what the operators that move data mean. */
final class KnownArrays {

    /** The longest tensor that is looked at. */
    private static final long MOST = 1 << 26;

    /** More elements than this are not made of fewer ones. */
    static final int MOST_MADE = 1 << 18;

    private KnownArrays() {}

    /** A tensor whose element at a row-major position is the source's element at the position that {@code from} gives. */
    static OnnxTensor pick(OnnxTensor source, List<Integer> dims, IntUnaryOperator from) {
        return pick(source, dims, source.elements(), from);
    }

    private static OnnxTensor pick(OnnxTensor source, List<Integer> dims, int given, IntUnaryOperator from) {
        int count = elements(dims);
        if (count > Math.max(MOST_MADE, given)) {
            throw new RefusedException("a tensor of constants would have the sizes " + dims, "");
        }
        if (source.type().isReal()) {
            double[] numbers = new double[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = source.number(from.applyAsInt(i));
            }
            return OnnxTensor.ofNumbers(source.type(), dims, numbers);
        }
        long[] words = new long[count];
        for (int i = 0; i < count; i++) {
            words[i] = source.word(from.applyAsInt(i));
        }
        return OnnxTensor.ofWords(source.type(), dims, words);
    }

    static int elements(List<Integer> dims) {
        long count = 1;
        for (int size : dims) {
            if (size < 0) {
                throw new RefusedException("an axis would have " + size + " elements", "");
            }
            count *= size;
            if (count > MOST) {
                throw new RefusedException("a tensor of constants would have the sizes " + dims, "");
            }
        }
        return (int) count;
    }

    /** How many elements apart two neighbours along each axis lie. */
    static int[] strides(List<Integer> dims) {
        int[] strides = new int[dims.size()];
        int stride = 1;
        for (int axis = dims.size() - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= Math.max(1, dims.get(axis));
        }
        return strides;
    }

    /** The index along each axis at a row-major position. */
    static int[] index(int position, List<Integer> dims) {
        int[] index = new int[dims.size()];
        int rest = position;
        for (int axis = dims.size() - 1; axis >= 0; axis--) {
            index[axis] = rest % dims.get(axis);
            rest /= dims.get(axis);
        }
        return index;
    }

    /** Result axis i is the source's axis {@code order[i]}. */
    static OnnxTensor transpose(OnnxTensor source, List<Integer> order) {
        List<Integer> dims = order.stream().map(source.dims()::get).toList();
        int[] strides = strides(source.dims());
        return pick(source, dims, position -> {
            int[] index = index(position, dims);
            int from = 0;
            for (int i = 0; i < index.length; i++) {
                from += index[i] * strides[order.get(i)];
            }
            return from;
        });
    }

    /** Axes swapped of a matrix. */
    static OnnxTensor transposed(OnnxTensor matrix) {
        return transpose(matrix, List.of(1, 0));
    }

    /** The tensor with axes of one element repeated, aligned at the last axis. */
    static OnnxTensor expand(OnnxTensor source, List<Integer> dims) {
        return expand(source, dims, source.elements());
    }

    /** Tensors brought to one shape, as they are combined element by element. */
    static List<OnnxTensor> aligned(OnnxTensor... operands) {
        List<Integer> dims = List.of();
        int given = 0;
        for (OnnxTensor operand : operands) {
            dims = broadcast(dims, operand.dims());
            given = Math.max(given, operand.elements());
        }
        List<OnnxTensor> aligned = new ArrayList<>();
        for (OnnxTensor operand : operands) {
            aligned.add(expand(operand, dims, given));
        }
        return aligned;
    }

    private static OnnxTensor expand(OnnxTensor source, List<Integer> dims, int given) {
        if (source.dims().equals(dims)) {
            return source;
        }
        int[] strides = strides(source.dims());
        int missing = dims.size() - source.rank();
        if (!fits(source.dims(), dims)) {
            throw new RefusedException(
                    "a tensor of the sizes " + source.dims() + " does not fit the sizes " + dims, "");
        }
        return pick(source, dims, given, position -> {
            int[] index = index(position, dims);
            int from = 0;
            for (int axis = missing; axis < index.length; axis++) {
                from += source.dims().get(axis - missing) == 1 ? 0 : index[axis] * strides[axis - missing];
            }
            return from;
        });
    }

    private static boolean fits(List<Integer> own, List<Integer> dims) {
        int missing = dims.size() - own.size();
        return missing >= 0
                && IntStream.range(0, own.size())
                        .allMatch(axis -> own.get(axis) == 1 || own.get(axis).equals(dims.get(axis + missing)));
    }

    /** The sizes that two tensors are brought to when they are combined element by element. */
    static List<Integer> broadcast(List<Integer> left, List<Integer> right) {
        int rank = Math.max(left.size(), right.size());
        List<Integer> dims = new ArrayList<>(Collections.nCopies(rank, 1));
        for (int back = 1; back <= rank; back++) {
            int a = back <= left.size() ? left.get(left.size() - back) : 1;
            int b = back <= right.size() ? right.get(right.size() - back) : 1;
            if (a != b && a != 1 && b != 1) {
                throw new RefusedException("tensors of the sizes " + left + " and " + right + " do not fit", "");
            }
            dims.set(rank - back, a == 1 ? b : a);
        }
        return dims;
    }

    static OnnxTensor concat(List<OnnxTensor> parts, int axis) {
        OnnxTensor first = parts.getFirst();
        List<Integer> dims = new ArrayList<>(first.dims());
        for (OnnxTensor part : parts) {
            List<Integer> own = new ArrayList<>(part.dims());
            if (own.size() == dims.size()) {
                own.set(axis, dims.get(axis));
            }
            if (!own.equals(dims) || part.type().isReal() != first.type().isReal()) {
                throw new RefusedException(
                        "tensors of the sizes " + first.dims() + " and " + part.dims() + " cannot be joined", "");
            }
        }
        dims.set(axis, parts.stream().mapToInt(part -> part.dims().get(axis)).sum());
        int count = elements(dims);
        double[] numbers = new double[first.type().isReal() ? count : 0];
        long[] words = new long[first.type().isReal() ? 0 : count];
        int inner = elements(first.dims().subList(axis + 1, first.rank()));
        int rowLength = dims.get(axis) * inner;
        int begin = 0;
        for (OnnxTensor part : parts) {
            int length = part.dims().get(axis) * inner;
            for (int i = 0; i < part.elements(); i++) {
                int to = i / length * rowLength + begin + i % length;
                if (first.type().isReal()) {
                    numbers[to] = part.number(i);
                } else {
                    words[to] = part.word(i);
                }
            }
            begin += length;
        }
        return first.type().isReal()
                ? OnnxTensor.ofNumbers(first.type(), dims, numbers)
                : OnnxTensor.ofWords(first.type(), dims, words);
    }

    /** Along an axis, these indices of the source in this order; the axis is replaced by the axes of {@code shape}. */
    static OnnxTensor gather(OnnxTensor source, int axis, long[] indices, List<Integer> shape) {
        List<Integer> dims = new ArrayList<>(source.dims().subList(0, axis));
        dims.addAll(shape);
        dims.addAll(source.dims().subList(axis + 1, source.rank()));
        int inner = elements(source.dims().subList(axis + 1, source.rank()));
        int size = source.dims().get(axis);
        for (long index : indices) {
            if (index < -size || index >= size) {
                throw new RefusedException("the index " + index + " lies outside an axis of " + size, "");
            }
        }
        int count = indices.length;
        return pick(source, dims, position -> {
            int outer = position / (count * inner);
            long index = indices[position / inner % count];
            return (outer * size + (int) (index < 0 ? index + size : index)) * inner + position % inner;
        });
    }

    /** The same sizes with the source's elements from {@code start} on, each axis in its step. */
    static OnnxTensor slice(OnnxTensor source, List<Slicing.Part> parts) {
        List<Integer> dims = parts.stream().map(Slicing.Part::count).toList();
        int[] strides = strides(source.dims());
        return pick(source, dims, position -> {
            int[] index = index(position, dims);
            int from = 0;
            for (int axis = 0; axis < index.length; axis++) {
                from += (parts.get(axis).start() + index[axis] * parts.get(axis).step()) * strides[axis];
            }
            return from;
        });
    }

    /** A tensor of one number. */
    static OnnxTensor filled(OnnxTensor value, List<Integer> dims) {
        return pick(value, dims, position -> 0);
    }

    /** The element type changed, as ONNX's Cast has it: toward zero from real numbers to whole ones. */
    static OnnxTensor cast(OnnxTensor source, DataType type) {
        if (type.isReal()) {
            return OnnxTensor.ofNumbers(type, source.dims(), source.numbers());
        }
        long[] words = new long[source.elements()];
        for (int i = 0; i < words.length; i++) {
            words[i] = type == DataType.BOOL
                    ? source.number(i) == 0 ? 0 : 1
                    : source.type().isReal() ? (long) source.number(i) : source.word(i);
        }
        return OnnxTensor.ofWords(type, source.dims(), words);
    }
}
