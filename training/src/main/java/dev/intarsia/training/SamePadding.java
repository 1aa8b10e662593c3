package dev.intarsia.training;

/**
 * Padding {@code same} along one axis, as TensorFlow's {@code SAME} and ONNX's {@code SAME_UPPER} define it: the output has
 * ⌈size/stride⌉ elements, and where the total is odd the extra element is at the end (bottom or right).
 *
 * @param before zeros at the top or left
 * @param after zeros at the bottom or right
 */
public record SamePadding(int before, int after) {

    /** The padding for an axis of {@code size} elements under a window of {@code kernel} that moves by {@code stride}. */
    public static SamePadding of(int size, int kernel, int stride) {
        int outputs = Math.ceilDiv(size, stride);
        int total = Math.max(0, (outputs - 1) * stride + kernel - size);
        return new SamePadding(total / 2, total - total / 2);
    }
}
