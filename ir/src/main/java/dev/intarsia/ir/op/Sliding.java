package dev.intarsia.ir.op;

import java.util.Objects;
import java.util.Optional;

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
        return new Window(kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, padding);
    }

    /** Whether there can be padding: for {@code same} it depends on the kernel, so the answer is yes. */
    boolean mayPad() {
        return switch (padding) {
            case Padding.Valid v -> false;
            case Padding.Same s -> true;
            case Padding.Explicit e -> e.top() + e.bottom() + e.left() + e.right() > 0;
        };
    }

    /** The same with more padding; empty for {@code same}, whose padding depends on the kernel. */
    Optional<Sliding> absorb(int top, int bottom, int left, int right) {
        return switch (padding) {
            case Padding.Valid v -> Optional.of(padded(top, bottom, left, right));
            case Padding.Same s -> Optional.empty();
            case Padding.Explicit e ->
                Optional.of(padded(e.top() + top, e.bottom() + bottom, e.left() + left, e.right() + right));
        };
    }

    private Sliding padded(int top, int bottom, int left, int right) {
        return new Sliding(
                strideHeight,
                strideWidth,
                dilationHeight,
                dilationWidth,
                new Padding.Explicit(top, bottom, left, right));
    }
}
