package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.Value.Known;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.op.Dequantize;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Real;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A known operand on its way into the graph as weights: real numbers, or the words that a file quantized them to. Words become a constant
 * of their type behind a conversion to real numbers, which {@link FuseConversions} later takes away where the operator is one of integers.
 *
 * @param name the operand's in the file
 * @param numbers the real numbers
 * @param stored the words, where the file has them
 */
record Weights(String name, OnnxTensor numbers, Optional<Stored> stored) {

    /**
     * Words of a quantized tensor.
     *
     * @param words of the same sizes as the real numbers
     * @param scales one, or one for each index of the axis
     * @param axis the axis of the scales, or −1
     */
    record Stored(OnnxTensor words, IntFormat format, List<Double> scales, int axis, long zero) {

        Stored {
            scales = List.copyOf(scales);
        }

        Stored transposed(List<Integer> order) {
            return new Stored(
                    KnownArrays.transpose(words, order), format, scales, axis < 0 ? -1 : order.indexOf(axis), zero);
        }

        /** Under other sizes; nothing where no axis of these is the one of the scales. */
        Optional<Stored> reshaped(List<Integer> dims) {
            if (axis < 0) {
                return Optional.of(new Stored(words.reshaped(dims), format, scales, -1, zero));
            }
            int before = KnownArrays.elements(words.dims().subList(0, axis));
            return IntStream.range(0, dims.size())
                    .filter(a -> dims.get(a).equals(words.dims().get(axis))
                            && KnownArrays.elements(dims.subList(0, a)) == before)
                    .mapToObj(a -> new Stored(words.reshaped(dims), format, scales, a, zero))
                    .findFirst();
        }
    }

    static Weights of(Application node, int index, String what) {
        OnnxTensor numbers = node.known(index, what);
        return new Weights(
                node.inputName(index),
                numbers,
                node.input(index) instanceof Known known ? known.stored() : Optional.empty());
    }

    /** An operand that goes into the graph as it is. */
    static String plain(Application node, int index, String what) {
        return of(node, index, what).constant(node);
    }

    Weights transposed(List<Integer> order) {
        return new Weights(name, KnownArrays.transpose(numbers, order), stored.map(s -> s.transposed(order)));
    }

    /** The same elements under other sizes; real numbers only where the scales of words have no axis of their own any more. */
    Weights reshaped(List<Integer> dims) {
        return new Weights(name, numbers.reshaped(dims), stored.flatMap(s -> s.reshaped(dims)));
    }

    /** All numbers times a factor; words have their own scale and are not kept for another one. */
    Weights times(double factor) {
        return factor == 1
                ? this
                : new Weights(name, KnownMath.map(numbers, number -> number * (float) factor), Optional.empty());
    }

    /** Weights {@code k c (r) s} as a constant {@code k r s c}. */
    String channelsLast(Application node, int rank) {
        if (rank == 4) {
            return transposed(List.of(0, 2, 3, 1)).constant(node);
        }
        Weights last = transposed(List.of(0, 2, 1));
        List<Integer> dims = new ArrayList<>(last.numbers().dims());
        dims.add(1, 1);
        return last.reshaped(dims).constant(node);
    }

    /** A tensor of the graph with these elements. */
    String constant(Application node) {
        Shape shape = Application.shape(numbers.dims());
        if (stored.isEmpty()) {
            return node.constant(name, shape, numbers.singles());
        }
        Stored s = stored.get();
        Scale scale = s.axis() < 0 ? Scale.perTensor(s.scales().getFirst()) : Scale.perAxis(s.scales(), s.axis());
        TensorType type = new TensorType(new Quantized(s.format(), scale, s.zero()), shape);
        String words = node.constant(
                name + ".words",
                n -> new Constant(
                        n, type, RawTensor.owning(s.format(), shape, s.words().words()), node.place()));
        return node.emit(new Dequantize(), Real.REAL, List.of(words));
    }
}
