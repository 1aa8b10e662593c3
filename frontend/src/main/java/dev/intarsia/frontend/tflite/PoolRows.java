package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.op.ArgReduce;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Reduce;
import dev.intarsia.ir.op.Reduction;
import dev.intarsia.ir.op.Resize;
import dev.intarsia.ir.type.ElementType;
import dev.intarsia.ir.type.Real;
import dev.intarsia.ir.type.Shape;
import java.util.Arrays;
import java.util.List;

/** Rows of pools, of reductions along axes, and of changes of an image's size. */
final class PoolRows {

    private static final int ACTIVATION = 5;

    private PoolRows() {}

    static void average(OperatorImport op) {
        op.result(
                new AveragePool(Windows.pool(op.operator())),
                List.of(op.value(0)),
                op.operator().small(ACTIVATION, 0));
    }

    static void max(OperatorImport op) {
        op.result(
                new MaxPool(Windows.pool(op.operator())),
                List.of(op.value(0)),
                op.operator().small(ACTIVATION, 0));
    }

    /** One number for all places along some axes. */
    static void reduce(OperatorImport op, Reduction reduction) {
        Shape shape = op.shape(0);
        int[] axes = op.axes(op.numbers(1, "the list of axes"), shape.rank());
        op.result(
                new Reduce(
                        reduction,
                        Arrays.stream(axes).boxed().toList(),
                        op.operator().flag(0)),
                List.of(op.value(0)));
    }

    /** The place of the greatest or least element along an axis, a whole number. */
    static void place(OperatorImport op, boolean greatest) {
        int axis = op.axis(op.oneNumber(1, "the axis"), op.shape(0).rank());
        ElementType element = op.type(0).isReal() ? Real.REAL : op.resultType().element();
        op.result(0, new ArgReduce(greatest, axis, false, false), List.of(op.value(0)), element);
    }

    static void resizeBilinear(OperatorImport op) {
        int[] size = size(op);
        op.result(
                Resize.bilinear(
                        size[0], size[1], op.operator().flag(2), op.operator().flag(3)),
                List.of(op.value(0)));
    }

    static void resizeNearest(OperatorImport op) {
        int[] size = size(op);
        op.result(
                Resize.nearest(
                        size[0], size[1], op.operator().flag(0), op.operator().flag(1)),
                List.of(op.value(0)));
    }

    private static int[] size(OperatorImport op) {
        long[] size = op.numbers(1, "the new size");
        op.require(size.length == 2, "its size has " + size.length + " numbers", "a size is height and width");
        return new int[] {op.within(size[0], 1, "the height"), op.within(size[1], 1, "the width")};
    }
}
