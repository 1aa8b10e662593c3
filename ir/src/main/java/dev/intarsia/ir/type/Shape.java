package dev.intarsia.ir.type;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The sizes of a tensor's axes, outermost first. A scalar has none.
 *
 * @param sizes each at least 1; their product fits an int
 */
public record Shape(List<Integer> sizes) {

    public Shape {
        sizes = List.copyOf(sizes);
        long elements = 1;
        for (int size : sizes) {
            if (size < 1) {
                throw new IllegalArgumentException("every axis has at least one element: " + sizes);
            }
            elements *= size;
            if (elements > Integer.MAX_VALUE) {
                throw new TooManyElementsException(sizes);
            }
        }
    }

    /** @throws TooManyElementsException when an axis, or all of them, have more elements than a tensor can have */
    public static Shape ofLongs(List<Long> sizes) {
        if (sizes.stream().anyMatch(size -> size > Integer.MAX_VALUE)) {
            throw new TooManyElementsException(sizes);
        }
        return new Shape(sizes.stream().map(Math::toIntExact).toList());
    }

    public static Shape of(int... sizes) {
        return new Shape(Arrays.stream(sizes).boxed().toList());
    }

    public int rank() {
        return sizes.size();
    }

    /** The size of an axis; a negative axis counts from the end. */
    public int size(int axis) {
        return sizes.get(axis < 0 ? axis + sizes.size() : axis);
    }

    /** The number of elements: 1 for a scalar. */
    public int elements() {
        int elements = 1;
        for (int size : sizes) {
            elements *= size;
        }
        return elements;
    }

    /** How many elements apart two neighbours along each axis lie. */
    public int[] strides() {
        int[] strides = new int[rank()];
        int stride = 1;
        for (int axis = rank() - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= size(axis);
        }
        return strides;
    }

    /** The shape without its first axis: one inference of a batch. */
    public Shape withoutFirst() {
        return new Shape(sizes.subList(1, rank()));
    }

    /** For example {@code [1, 28, 28, 1]}. */
    @Override
    public String toString() {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
