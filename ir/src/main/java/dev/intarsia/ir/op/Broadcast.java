package dev.intarsia.ir.op;

import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shapes that are brought to one another: aligned at their last axes, an axis of 1, or one that is missing, repeats its element. */
final class Broadcast {

    private Broadcast() {}

    /** The shape that all of them are repeated to; empty when two sizes differ and none of them is 1. */
    static Optional<Shape> shape(List<Shape> shapes) {
        int rank = shapes.stream().mapToInt(Shape::rank).max().orElseThrow();
        List<Integer> sizes = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            int size = 1;
            for (Shape shape : shapes) {
                int own = size(shape, rank, axis);
                if (own != 1 && size != 1 && own != size) {
                    return Optional.empty();
                }
                size = Math.max(size, own);
            }
            sizes.add(size);
        }
        return Optional.of(new Shape(sizes));
    }

    private static int size(Shape shape, int rank, int axis) {
        int own = axis - (rank - shape.rank());
        return own < 0 ? 1 : shape.size(own);
    }

    /** The elements of a tensor repeated to a shape. */
    static float[] to(RealTensor x, Shape shape) {
        float[] values = x.toArray();
        if (x.shape().equals(shape)) {
            return values;
        }
        int rank = shape.rank();
        int[] strides = new int[rank];
        int[] own = x.shape().strides();
        for (int axis = 0; axis < rank; axis++) {
            strides[axis] = size(x.shape(), rank, axis) == 1
                    ? 0
                    : own[axis - (rank - x.shape().rank())];
        }
        float[] result = new float[shape.elements()];
        int[] place = new int[rank];
        int from = 0;
        for (int i = 0; i < result.length; i++) {
            result[i] = values[from];
            for (int axis = rank - 1; axis >= 0; axis--) {
                from += strides[axis];
                if (++place[axis] < shape.size(axis)) {
                    break;
                }
                from -= strides[axis] * shape.size(axis);
                place[axis] = 0;
            }
        }
        return result;
    }
}
