package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Slice;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;

/** Rows of operators that give parts of a tensor. */
final class PartRows {

    private PartRows() {}

    /** Equal parts, as many as there are results. */
    static void split(OperatorImport op) {
        Shape shape = op.shape(1);
        int axis = op.axis(op.oneNumber(0, "the axis"), shape.rank());
        int size = shape.size(axis) / op.results();
        op.require(
                size > 0 && size * op.results() == shape.size(axis),
                shape.size(axis) + " places do not fall into " + op.results() + " equal parts",
                "the file is damaged");
        for (int part = 0; part < op.results(); part++) {
            part(op, part, op.value(1), axis, part * size, size);
        }
    }

    /** Parts of given sizes, one of which may be −1: the rest. */
    static void splitBySizes(OperatorImport op) {
        Shape shape = op.shape(0);
        long[] sizes = op.numbers(1, "the sizes of the parts").clone();
        int axis = op.axis(op.oneNumber(2, "the axis"), shape.rank());
        long known = 0;
        for (long size : sizes) {
            known += Math.max(0, op.within(size, -1, "the size of a part"));
        }
        op.require(
                sizes.length == op.results() && known <= shape.size(axis),
                "there are " + sizes.length + " sizes, in all " + known + ", for " + op.results() + " parts of "
                        + shape.size(axis) + " places",
                "the file is damaged");
        int first = 0;
        for (int part = 0; part < sizes.length; part++) {
            int size = (int) (sizes[part] < 0 ? shape.size(axis) - known : sizes[part]);
            part(op, part, op.value(0), axis, first, size);
            first += size;
        }
    }

    private static void part(OperatorImport op, int result, String whole, int axis, int first, int size) {
        op.result(result, new Slice(List.of(axis), List.of(first), List.of(size), List.of(1)), List.of(whole));
    }

    /** One part for each place along an axis, without that axis. */
    static void unpack(OperatorImport op) {
        Shape shape = op.shape(0);
        int axis = op.axis(op.operator().integer(1, 0), shape.rank());
        op.require(
                shape.size(axis) == op.results(),
                shape.size(axis) + " places are unpacked to " + op.results() + " results",
                "the file is damaged");
        for (int place = 0; place < op.results(); place++) {
            String part = op.between(
                    op.resultName(place) + "/part",
                    new Slice(List.of(axis), List.of(place), List.of(1), List.of(1)),
                    List.of(op.value(0)),
                    op.type(0));
            op.result(place, new Reshape(op.resultType(place).shape()), List.of(part));
        }
    }

    /** A box from a first place on; −1 for its size along an axis is all that is left. */
    static void slice(OperatorImport op) {
        Shape shape = op.shape(0);
        long[] first = op.numbers(1, "the first place");
        long[] size = op.numbers(2, "the size");
        op.require(
                first.length == shape.rank() && size.length == shape.rank(),
                "it slices " + first.length + " axes of the shape " + shape,
                "the file is damaged");
        Cuts cuts = new Cuts();
        for (int axis = 0; axis < shape.rank(); axis++) {
            int begin = op.place(first[axis], shape.size(axis));
            int length = size[axis] == -1 ? shape.size(axis) - begin : op.within(size[axis], 1, "the size of a slice");
            cuts.add(axis, begin, length, 1, shape);
        }
        op.result(cuts.slice(), List.of(op.value(0)));
    }

    /** Begin, end and stride along each axis, with masks that stand for missing ones and for axes that are dropped. */
    static void stridedSlice(OperatorImport op) {
        Shape shape = op.shape(0);
        long[] begin = op.numbers(1, "the first place");
        long[] end = op.numbers(2, "the last place");
        long[] stride = op.numbers(3, "the stride");
        op.require(
                op.operator().integer(2, 0) == 0 && op.operator().integer(3, 0) == 0,
                "it has an ellipsis or a new axis",
                "convert the model without them");
        op.require(
                begin.length <= shape.rank() && end.length == begin.length && stride.length == begin.length,
                "it slices " + begin.length + " axes of the shape " + shape,
                "the file is damaged");
        Cuts cuts = new Cuts();
        for (int axis = 0; axis < begin.length; axis++) {
            boolean dropped = isSet(op.operator().integer(4, 0), axis);
            int step = dropped ? 1 : op.within(stride[axis], Integer.MIN_VALUE + 1, "the stride");
            op.require(step != 0, "its stride is 0", "the file is damaged");
            int size = shape.size(axis);
            int last = step > 0 ? size : -1;
            int from = isSet(op.operator().integer(0, 0), axis)
                    ? step > 0 ? 0 : size - 1
                    : bounded(begin[axis], size, step);
            int to = isSet(op.operator().integer(1, 0), axis) ? last : bounded(end[axis], size, step);
            int length = dropped ? 1 : Math.max(0, Math.ceilDiv(to - from, step));
            op.require(
                    length > 0 && from < size && from >= 0,
                    "it takes no element along axis " + axis + " of the shape " + shape,
                    "the file is damaged");
            cuts.add(axis, from, length, step, shape);
        }
        Shape result = op.resultType().shape();
        if (result.rank() == shape.rank()) {
            op.result(cuts.slice(), List.of(op.value(0)));
            return;
        }
        String part = op.between(op.resultName(0) + "/part", cuts.slice(), List.of(op.value(0)), op.type(0));
        op.result(new Reshape(result), List.of(part));
    }

    private static boolean isSet(int mask, int axis) {
        return axis < Integer.SIZE && (mask & 1 << axis) != 0;
    }

    /** A place counted from the end if negative, kept inside the axis, or one beyond it on the side where the slice ends. */
    private static int bounded(long place, int size, int step) {
        long counted = place < 0 ? place + size : place;
        return step > 0 ? Math.clamp(counted, 0, size) : Math.clamp(counted, -1, size - 1);
    }

    /** What is cut along each axis; axes that are kept whole are left out. */
    private static final class Cuts {
        private final List<Integer> axes = new ArrayList<>();
        private final List<Integer> begins = new ArrayList<>();
        private final List<Integer> sizes = new ArrayList<>();
        private final List<Integer> steps = new ArrayList<>();

        void add(int axis, int begin, int size, int step, Shape shape) {
            if (begin == 0 && step == 1 && size == shape.size(axis)) {
                return;
            }
            axes.add(axis);
            begins.add(begin);
            sizes.add(size);
            steps.add(step);
        }

        Slice slice() {
            return new Slice(axes, begins, sizes, steps);
        }
    }
}
