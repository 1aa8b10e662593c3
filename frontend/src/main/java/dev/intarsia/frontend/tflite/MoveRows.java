package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.op.Concat;
import dev.intarsia.ir.op.Expand;
import dev.intarsia.ir.op.Gather;
import dev.intarsia.ir.op.Pad;
import dev.intarsia.ir.op.PadAxes;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Tile;
import dev.intarsia.ir.op.Transpose;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of operators that move words and compute nothing, but for those that cut tensors into parts: {@link PartRows}. */
final class MoveRows {

    private MoveRows() {}

    /** Whatever it is called there: the same elements under the shape that the file gives the result. */
    static void reshape(OperatorImport op) {
        op.result(new Reshape(op.resultType().shape()), List.of(op.value(0)));
    }

    static void transpose(OperatorImport op) {
        List<Integer> order = new ArrayList<>();
        int rank = op.shape(0).rank();
        for (long axis : op.numbers(1, "the order of axes")) {
            order.add(op.axis(axis, rank));
        }
        op.result(new Transpose(order), List.of(op.value(0)));
    }

    static void concatenation(OperatorImport op) {
        int axis = op.axis(op.operator().integer(0, 0), op.resultType().shape().rank());
        List<String> parts =
                IntStream.range(0, op.operands()).mapToObj(op::value).toList();
        op.result(new Concat(axis), parts, op.operator().small(1, 0));
    }

    /** Each operand with a new axis of one place, one behind the other along it. */
    static void pack(OperatorImport op) {
        int rank = op.resultType().shape().rank();
        int axis = op.axis(op.operator().integer(1, 0), rank);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < op.operands(); i++) {
            List<Integer> sizes = new ArrayList<>(op.shape(i).sizes());
            op.require(sizes.size() == rank - 1, "its operands have " + sizes.size() + " axes", "the file is damaged");
            sizes.add(axis, 1);
            parts.add(op.between(
                    op.resultName(0) + "/" + i, new Reshape(new Shape(sizes)), List.of(op.value(i)), op.type(i)));
        }
        op.result(new Concat(axis), parts);
    }

    static void pad(OperatorImport op) {
        pad(op, 0);
    }

    /** As {@link #pad(OperatorImport)}, with a number of its own. */
    static void padWith(OperatorImport op) {
        pad(op, op.number(2, "the number to pad with"));
    }

    private static void pad(OperatorImport op, double value) {
        Shape shape = op.shape(0);
        List<Integer> before = sides(op, 0);
        List<Integer> after = sides(op, 1);
        boolean image = shape.rank() == 4
                && value == 0
                && before.get(0) + after.get(0) == 0
                && before.get(3) + after.get(3) == 0;
        op.result(
                image
                        ? new Pad(new Padding.Explicit(before.get(1), after.get(1), before.get(2), after.get(2)))
                        : new PadAxes(before, after, PadAxes.Border.CONSTANT, value),
                List.of(op.value(0)));
    }

    static void mirrorPad(OperatorImport op) {
        int mode = op.operator().small(0, 0);
        op.require(mode == 0 || mode == 1, "its mode has the number " + mode, "REFLECT and SYMMETRIC are supported");
        op.result(
                new PadAxes(
                        sides(op, 0), sides(op, 1), mode == 0 ? PadAxes.Border.REFLECT : PadAxes.Border.SYMMETRIC, 0),
                List.of(op.value(0)));
    }

    /** The places in front of (0) or behind (1) each axis. */
    private static List<Integer> sides(OperatorImport op, int which) {
        Shape shape = op.shape(0);
        long[] sides = op.numbers(1, "the padding");
        op.require(
                sides.length == 2 * shape.rank(),
                "there are " + sides.length + " numbers of padding for the shape " + shape,
                "there are two for each axis");
        List<Integer> chosen = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            chosen.add(op.within(sides[2 * axis + which], 0, "padding"));
        }
        return chosen;
    }

    static void tile(OperatorImport op) {
        List<Integer> repeats = new ArrayList<>();
        for (long times : op.numbers(1, "the number of copies")) {
            repeats.add(op.within(times, 1, "the number of copies"));
        }
        op.result(new Tile(repeats), List.of(op.value(0)));
    }

    static void broadcast(OperatorImport op) {
        op.result(new Expand(op.resultType().shape()), List.of(op.value(0)));
    }

    static void gather(OperatorImport op) {
        int batches = op.operator().integer(1, 0);
        op.require(batches == 0, "it gathers for " + batches + " batch axes", "0 is supported");
        Shape shape = op.shape(0);
        int axis = op.axis(op.operator().integer(0, 0), shape.rank());
        long[] numbers = op.numbers(1, "the list of places");
        List<Integer> places = Arrays.stream(numbers)
                .mapToObj(place -> op.place(place, shape.size(axis)))
                .toList();
        op.require(!places.isEmpty(), "it gathers no place", "");
        Gather gather = new Gather(axis, places);
        boolean sameAxes = op.resultType().shape().rank() == shape.rank();
        if (sameAxes) {
            op.result(gather, List.of(op.value(0)));
        } else {
            String gathered = op.between(op.resultName(0) + "/gathered", gather, List.of(op.value(0)), op.type(0));
            op.result(new Reshape(op.resultType().shape()), List.of(gathered));
        }
    }

    /** Blocks of an image's rows and columns become channels. */
    static void spaceToDepth(OperatorImport op) {
        Shape image = image(op);
        int block = op.within(op.operator().integer(0, 0), 1, "the block size");
        int height = image.size(1) / block;
        int width = image.size(2) / block;
        op.require(
                height * block == image.size(1) && width * block == image.size(2),
                "its image " + image + " does not fall into blocks of " + block,
                "the block size divides height and width");
        blocks(op, Shape.of(1, height, block, width, block, image.size(3)));
    }

    /** The other way round. */
    static void depthToSpace(OperatorImport op) {
        Shape image = image(op);
        int block = op.within(op.operator().integer(0, 0), 1, "the block size");
        int channels = (int) (image.size(3) / ((long) block * block));
        op.require(
                channels > 0 && channels * block * block == image.size(3),
                "its " + image.size(3) + " channels do not fall into blocks of " + block,
                "the block size squared divides the channels");
        blocks(op, Shape.of(1, image.size(1), image.size(2), block, block, channels));
    }

    private static Shape image(OperatorImport op) {
        Shape image = op.shape(0);
        op.require(
                image.rank() == 4 && image.size(0) == 1,
                "its operand has the shape " + image,
                "an image has the axes [1, h, w, c]");
        return image;
    }

    /** Six axes, of which the third and the fourth change places. */
    private static void blocks(OperatorImport op, Shape six) {
        String split = op.between(op.resultName(0) + "/split", new Reshape(six), List.of(op.value(0)), op.type(0));
        String turned = op.between(
                op.resultName(0) + "/turned", new Transpose(List.of(0, 1, 3, 2, 4, 5)), List.of(split), op.type(0));
        op.result(new Reshape(op.resultType().shape()), List.of(turned));
    }
}
