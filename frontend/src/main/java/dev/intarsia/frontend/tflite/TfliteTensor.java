package dev.intarsia.frontend.tflite;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A tensor as the file describes it.
 *
 * @param number its place in the file's list
 * @param name may be empty, and need not be its only bearer
 * @param kind empty for a kind that no network of ours computes with
 * @param sizes outermost first
 * @param open whether the file leaves sizes open that it then gives as 1
 * @param scales none, one, or one for each index of an axis
 * @param zeroPoints none, one, or as many as scales
 * @param axis the axis that several scales belong to
 * @param content its elements if it is a constant
 * @param refusal what makes it unusable whatever it holds; empty for nothing
 */
record TfliteTensor(
        int number,
        String name,
        Optional<TensorKind> kind,
        List<Integer> sizes,
        boolean open,
        List<Float> scales,
        List<Long> zeroPoints,
        int axis,
        Optional<ByteBuffer> content,
        Optional<String> refusal) {

    TfliteTensor {
        sizes = List.copyOf(sizes);
        scales = List.copyOf(scales);
        zeroPoints = List.copyOf(zeroPoints);
    }

    /** For messages. */
    String title() {
        return name.isEmpty() ? "tensor " + number : "'" + name + "'";
    }

    /** The product of the sizes; Long.MAX_VALUE when it is more than that, −1 when a size is negative. */
    long elements() {
        long elements = 1;
        for (int size : sizes) {
            if (size < 0) {
                return -1;
            }
            elements = size == 0 ? 0 : Long.MAX_VALUE / size < elements ? Long.MAX_VALUE : elements * size;
        }
        return elements;
    }
}
