package dev.intarsia.backend.mcu;

import dev.intarsia.ir.kernel.Affine;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A convolution as its loops say it is.
 *
 * @param image height, width, channels
 * @param result height, width, channels
 * @param kernelHeight rows of the kernel
 * @param kernelWidth columns of the kernel
 * @param own whether each channel of the result reads the channel of its own number only
 */
record SumShape(
        Shape image,
        Shape result,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int dilationHeight,
        int dilationWidth,
        int top,
        int left,
        boolean own) {

    /** The convolution that a sum of products is, if it is one. */
    static Optional<SumShape> of(ProductSum sum) {
        List<Stmt.Loop> outputs = sum.outputs();
        List<Stmt.Loop> taps = sum.taps();
        if (outputs.size() != 3 || taps.size() != 3 || sum.x().buffer().shape().rank() != 3) {
            return Optional.empty();
        }
        Affine row = Affine.of(sum.x().at().get(0));
        Affine column = Affine.of(sum.x().at().get(1));
        Affine channel = Affine.of(sum.x().at().get(2));
        int channels = extent(taps.get(2));
        Index k = Index.of(outputs.get(2).variable());
        Index c = Index.of(taps.get(2).variable());
        boolean whole =
                channel.constant() == 0 && channels == sum.x().buffer().shape().size(2) && only(channel, c);
        boolean own = channel.constant() == 0
                && channels == 1
                && sum.channels() == sum.x().buffer().shape().size(2)
                && channel.terms().getOrDefault(k, 0L) == 1
                && channel.terms().keySet().stream().allMatch(i -> i.equals(k) || i.equals(c));
        Index h = Index.of(outputs.get(0).variable());
        Index w = Index.of(outputs.get(1).variable());
        Index r = Index.of(taps.get(0).variable());
        Index s = Index.of(taps.get(1).variable());
        if (!(whole || own) || !only(row, h, r) || !only(column, w, s)) {
            return Optional.empty();
        }
        return Optional.of(new SumShape(
                sum.x().buffer().shape(),
                Shape.of(extent(outputs.get(0)), extent(outputs.get(1)), sum.channels()),
                extent(taps.get(0)),
                extent(taps.get(1)),
                factor(row, h),
                factor(column, w),
                factor(row, r),
                factor(column, s),
                (int) -row.constant(),
                (int) -column.constant(),
                own && !(whole && sum.channels() == 1)));
    }

    private static boolean only(Affine affine, Index... atoms) {
        return List.of(atoms).containsAll(affine.terms().keySet());
    }

    private static int factor(Affine affine, Index atom) {
        return affine.terms().getOrDefault(atom, 0L).intValue();
    }

    private static int extent(Stmt.Loop loop) {
        return loop.extent() instanceof Index.Constant(long value) ? (int) value : -1;
    }

    /** The sizes that the structures in C have in common. */
    Members members() {
        return Members.none()
                .with("height", image.size(0))
                .with("width", image.size(1))
                .with("channels", image.size(2))
                .with("out", result.size(0), result.size(1))
                .with("out_channels", result.size(2))
                .with("kernel", kernelHeight, kernelWidth)
                .with("stride", strideHeight, strideWidth)
                .with("top", top)
                .with("left", left);
    }

    /** The same for kernels whose places need not be side by side. */
    Members dilatedMembers() {
        return members().with("dilation", dilationHeight, dilationWidth);
    }

    /** What the shape is called, such as {@code 3x3 of 16x16x32 to 8x8x64}. */
    String hint() {
        return kernelHeight + "x" + kernelWidth + " of " + hint(image) + " to " + hint(result);
    }

    private static String hint(Shape shape) {
        return shape.size(0) + "x" + shape.size(1) + "x" + shape.size(2);
    }

    /** Whether the kernel has one place, which is the pixel's own, and channels come in fours. */
    boolean isPoint() {
        return kernelHeight == 1
                && kernelWidth == 1
                && strideHeight == 1
                && strideWidth == 1
                && top == 0
                && left == 0
                && image.size(2) % 4 == 0
                && image.size(0) == result.size(0)
                && image.size(1) == result.size(1);
    }

    int pixels() {
        return result.size(0) * result.size(1);
    }
}
