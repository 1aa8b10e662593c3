package dev.intarsia.ir.op;

/** What surrounds the spatial axes of a window operator's input. Padded places count as real zero, or as no tap for pooling. */
public sealed interface Padding {

    /** As much as gives ⌈input ÷ stride⌉ outputs; the odd one lies at the bottom and at the right. */
    record Same() implements Padding {}

    /** None. */
    record Valid() implements Padding {}

    /** These many rows and columns. */
    record Explicit(int top, int bottom, int left, int right) implements Padding {
        public Explicit {
            if (top < 0 || bottom < 0 || left < 0 || right < 0) {
                throw new IllegalArgumentException("padding is not negative");
            }
        }
    }

    /**
     * The rows or columns before and after.
     *
     * @param vertical whether the vertical axis is meant
     * @param input the axis' size
     * @param reach how far the kernel reaches: dilation · (kernel − 1) + 1
     * @param stride the axis' stride
     * @return before, after
     */
    default int[] resolve(boolean vertical, int input, int reach, int stride) {
        return switch (this) {
            case Valid v -> new int[] {0, 0};
            case Explicit e -> vertical ? new int[] {e.top, e.bottom} : new int[] {e.left, e.right};
            case Same s -> {
                int outputs = (input + stride - 1) / stride;
                int total = Math.max(0, (outputs - 1) * stride + reach - input);
                yield new int[] {total / 2, total - total / 2};
            }
        };
    }
}
