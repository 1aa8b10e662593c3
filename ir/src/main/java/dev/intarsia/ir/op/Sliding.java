package dev.intarsia.ir.op;

import java.util.Objects;

/**
 * How a kernel slides over the spatial axes: a {@link Window} but for the kernel's size, which a convolution takes from its weights.
 *
 * @param strideHeight rows from one window to the next
 * @param strideWidth columns from one window to the next
 * @param dilationHeight rows from one tap to the next
 * @param dilationWidth columns from one tap to the next
 */
public record Sliding(int strideHeight, int strideWidth, int dilationHeight, int dilationWidth, Padding padding) {

    public Sliding {
        Objects.requireNonNull(padding, "padding");
        if (strideHeight < 1 || strideWidth < 1 || dilationHeight < 1 || dilationWidth < 1) {
            throw new IllegalArgumentException("stride and dilation are at least 1");
        }
    }

    /** One place after the other, no dilation. */
    public static Sliding unit(Padding padding) {
        return new Sliding(1, 1, 1, 1, padding);
    }

    /** The same stride along both axes, no dilation. */
    public static Sliding strided(int stride, Padding padding) {
        return new Sliding(stride, stride, 1, 1, padding);
    }

    /** The window of a kernel of this size. */
    public Window window(int kernelHeight, int kernelWidth) {
        return new Window(
                kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, padding);
    }
}
