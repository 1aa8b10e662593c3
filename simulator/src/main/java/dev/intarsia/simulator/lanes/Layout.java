package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.type.Shape;

/**
 * Where the elements of a tensor lie in an array that has a border of zeros around them: row-major, the border included. Beyond the last
 * element, there is room for a vector to be read.
 *
 * @param shape of one inference
 * @param before how many places of border lie before each axis
 * @param after how many behind it; none on either side of the last axis
 */
record Layout(Shape shape, int[] before, int[] after) {

    /** No vector has more elements. */
    private static final int LARGEST_VECTOR = 64;

    static Layout plain(Shape shape) {
        return new Layout(shape, new int[shape.rank()], new int[shape.rank()]);
    }

    /** The least layout that has the borders of both. */
    Layout join(int[] otherBefore, int[] otherAfter) {
        int[] mostBefore = before.clone();
        int[] mostAfter = after.clone();
        for (int axis = 0; axis < before.length; axis++) {
            mostBefore[axis] = Math.max(before[axis], otherBefore[axis]);
            mostAfter[axis] = Math.max(after[axis], otherAfter[axis]);
        }
        return new Layout(shape, mostBefore, mostAfter);
    }

    private int padded(int axis) {
        return before[axis] + shape.size(axis) + after[axis];
    }

    /** How far apart neighbours along an axis lie. */
    int stride(int axis) {
        int stride = 1;
        for (int inner = axis + 1; inner < shape.rank(); inner++) {
            stride = Math.multiplyExact(stride, padded(inner));
        }
        return stride;
    }

    /** The length of the array. */
    int size() {
        int size = 1;
        for (int axis = 0; axis < shape.rank(); axis++) {
            size = Math.multiplyExact(size, padded(axis));
        }
        return Math.addExact(size, LARGEST_VECTOR);
    }

    /** Where an element lies, by its row-major number. */
    int offset(int element) {
        int rest = element;
        int offset = 0;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            offset += (rest % shape.size(axis) + before[axis]) * stride(axis);
            rest /= shape.size(axis);
        }
        return offset;
    }

    /** How many elements follow one another before the border comes. Of two layouts of a shape, one's divides the other's. */
    int run() {
        int run = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            run *= shape.size(axis);
            if (before[axis] + after[axis] > 0) {
                break;
            }
        }
        return run;
    }

    /** Where stretches of so many elements begin; it divides {@link #run}. */
    int[] starts(int length) {
        int[] starts = new int[shape.elements() / length];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = offset(i * length);
        }
        return starts;
    }
}
