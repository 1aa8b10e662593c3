package dev.intarsia.frontend.onnx;

import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Orders of axes: axis i of a transposed tensor is axis {@code order[i]} of the tensor that it is made of. */
final class AxisOrder {

    private AxisOrder() {}

    static List<Integer> identity(int rank) {
        return IntStream.range(0, rank).boxed().toList();
    }

    static boolean isIdentity(List<Integer> order) {
        return order.equals(identity(order.size()));
    }

    /** The order of transposing by {@code first} and the result by {@code second}. */
    static List<Integer> then(List<Integer> first, List<Integer> second) {
        return second.stream().map(first::get).toList();
    }

    static List<Integer> inverse(List<Integer> order) {
        List<Integer> inverse = new ArrayList<>(order);
        for (int axis = 0; axis < order.size(); axis++) {
            inverse.set(order.get(axis), axis);
        }
        return inverse;
    }

    static Shape apply(List<Integer> order, Shape shape) {
        return new Shape(order.stream().map(shape::size).toList());
    }

    /** Whether the elements stay in their row-major order: only axes of one element change their place. */
    static boolean keepsElements(List<Integer> order, Shape shape) {
        List<Integer> moved =
                order.stream().filter(axis -> shape.size(axis) > 1).toList();
        return IntStream.range(1, moved.size()).allMatch(i -> moved.get(i - 1) < moved.get(i));
    }

    /** For each row-major position of the transposed tensor the position of that element in {@code shape}. */
    static int[] positions(List<Integer> order, Shape shape) {
        Shape to = apply(order, shape);
        int[] strides = shape.strides();
        int[] positions = new int[shape.elements()];
        int[] index = new int[to.rank()];
        for (int position = 0; position < positions.length; position++) {
            int from = 0;
            for (int axis = 0; axis < index.length; axis++) {
                from += index[axis] * strides[order.get(axis)];
            }
            positions[position] = from;
            for (int axis = index.length - 1; axis >= 0 && ++index[axis] == to.size(axis); axis--) {
                index[axis] = 0;
            }
        }
        return positions;
    }
}
