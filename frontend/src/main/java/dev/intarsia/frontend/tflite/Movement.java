package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.op.Pad;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.type.Shape;
import java.util.List;

/** Rows of operators that move words and compute nothing. */
final class Movement {

    private static final int MOST_PADDING = 16_384;

    private Movement() {}

    /** Whatever it is called there: the same elements under the shape that the file gives the result. */
    static void reshape(OperatorImport op) {
        op.result(new Reshape(op.resultType().shape()), List.of(op.value(0)));
    }

    /** Zeros around the spatial axes of an image. */
    static void pad(OperatorImport op) {
        Shape shape = op.shape(0);
        long[] sides = op.numbers(1, "the padding");
        op.require(
                sides.length == 2 * shape.rank(),
                "there are " + sides.length + " numbers of padding for the shape " + shape,
                "there are two for each axis");
        boolean image = shape.rank() == 4 && sides[0] == 0 && sides[1] == 0 && sides[6] == 0 && sides[7] == 0;
        op.require(
                image,
                "it pads " + java.util.Arrays.toString(sides) + " around the shape " + shape,
                "padding of the two spatial axes of an image is supported");
        for (long side : sides) {
            op.require(side >= 0 && side <= MOST_PADDING, "it pads by " + side, "padding is from 0 to " + MOST_PADDING);
        }
        op.result(
                new Pad(new Padding.Explicit((int) sides[2], (int) sides[3], (int) sides[4], (int) sides[5])),
                List.of(op.value(0)));
    }
}
