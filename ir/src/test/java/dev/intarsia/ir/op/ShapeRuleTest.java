package dev.intarsia.ir.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Shapes that fit, and the messages for those that do not. */
class ShapeRuleTest {

    private static final ModelNode HERE = new ModelNode("m.inta", "y");
    private static final Shape IMAGE = Shape.of(1, 28, 28, 4);

    private static Conv2d conv(int groups) {
        return new Conv2d(Sliding.strided(2, new Padding.Same()), groups);
    }

    private static void gives(Shape expected, Op op, Shape... operands) {
        Diagnostics diagnostics = new Diagnostics();
        assertEquals(Optional.of(expected), op.shape(List.of(operands), HERE, diagnostics));
        assertTrue(diagnostics.found().isEmpty());
    }

    private static void refuses(String message, Op op, Shape... operands) {
        Diagnostics diagnostics = new Diagnostics();
        assertEquals(Optional.empty(), op.shape(List.of(operands), HERE, diagnostics));
        assertEquals(1, diagnostics.found().size());
        assertEquals(message, diagnostics.found().getFirst().message());
    }

    @Test
    void shapesThatFit() {
        gives(Shape.of(1, 14, 14, 8), conv(1), IMAGE, Shape.of(8, 3, 3, 4), Shape.of(8));
        gives(Shape.of(1, 14, 14, 8), conv(2), IMAGE, Shape.of(8, 3, 3, 2));
        gives(
                Shape.of(1, 26, 26, 8),
                new DepthwiseConv2d(Sliding.unit(new Padding.Valid())),
                IMAGE,
                Shape.of(8, 3, 3, 1));
        gives(Shape.of(2, 10), new Dense(), Shape.of(2, 32), Shape.of(10, 32), Shape.of(10));
        gives(Shape.of(1, 4), new GlobalAveragePool(), IMAGE);
        gives(Shape.of(1, 28 * 28 * 4), new Flatten(), IMAGE);
        gives(Shape.of(1, 31, 35, 4), new Pad(new Padding.Explicit(1, 2, 3, 4)), IMAGE);
        gives(Shape.of(1, 14, 14, 4), new MaxPool(new Window(2, 2, 2, 2, 1, 1, new Padding.Valid())), IMAGE);
        gives(Shape.of(1, 784, 4), new Reshape(Shape.of(1, 784, 4)), IMAGE);
    }

    @Test
    void shapesThatDoNot() {
        refuses(
                "the weights [8, 3, 3, 1] take 1 channels, but the image [1, 28, 28, 4] has 4",
                conv(1),
                IMAGE,
                Shape.of(8, 3, 3, 1));
        refuses("4 input and 9 output channels do not fall into 2 groups", conv(2), IMAGE, Shape.of(9, 3, 3, 2));
        refuses(
                "the bias has the shape [4], but there are 8 channels",
                conv(1),
                IMAGE,
                Shape.of(8, 3, 3, 4),
                Shape.of(4));
        refuses("conv2d takes an image [n, h, w, c], found the shape [1, 4]", conv(1), Shape.of(1, 4), IMAGE);
        refuses(
                "a 5×5 window does not fit the 3×3 input",
                new Conv2d(Sliding.unit(new Padding.Valid()), 1),
                Shape.of(1, 3, 3, 1),
                Shape.of(1, 5, 5, 1));
        refuses(
                "depthwise weights have one input channel, found [3, 3, 4, 8]",
                new DepthwiseConv2d(Sliding.unit(new Padding.Valid())),
                IMAGE,
                Shape.of(3, 3, 4, 8));
        refuses(
                "the weights [6, 3, 3, 1] give 6 output channels, no multiple of the image's 4",
                new DepthwiseConv2d(Sliding.unit(new Padding.Valid())),
                IMAGE,
                Shape.of(6, 3, 3, 1));
        refuses("dense takes a vector [n, c], found the shape [1, 28, 28, 4]", new Dense(), IMAGE, Shape.of(1, 1));
        refuses(
                "the weights [32, 10] take 10 channels, but the vector [1, 32] has 32",
                new Dense(),
                Shape.of(1, 32),
                Shape.of(32, 10));
        refuses(
                "add takes tensors whose axes are equal or 1, found [1, 2] and [1, 3]",
                new Add(),
                Shape.of(1, 2),
                Shape.of(1, 3));
        refuses("add takes 2 operands, found 1", new Add(), Shape.of(1, 2));
        refuses("the shape [1, 5] has 5 elements, but [1, 4] has 4", new Reshape(Shape.of(1, 5)), Shape.of(1, 4));
        refuses("softmax along axis 2 of the shape [1, 4]", new Softmax(2), Shape.of(1, 4));
        refuses("transpose takes a tensor of 2 axes, found the shape [4]", new Transpose(List.of(0, 1)), Shape.of(4));
        refuses(
                "concat takes tensors that differ along axis 1 only, found [1, 2, 3] and [1, 2, 4]",
                new Concat(1),
                Shape.of(1, 2, 3),
                Shape.of(1, 2, 4));
        refuses("the slice from 2 to 4 leaves axis 1 of the shape [1, 4]", Slice.along(1, 2, 3), Shape.of(1, 4));
        refuses("there is no place 4 along axis 1 of the shape [1, 4]", new Gather(1, List.of(0, 4)), Shape.of(1, 4));
        refuses("the shape [1, 4] cannot be repeated to [1, 3]", new Expand(Shape.of(1, 3)), Shape.of(1, 4));
        refuses(
                "a border of 2 places cannot be mirrored in 2",
                new PadAxes(List.of(0, 2), List.of(0, 0), PadAxes.Border.REFLECT, 0),
                Shape.of(1, 2));
        refuses("matmul of [1, 2, 3] with [1, 2, 3]", new MatMul(), Shape.of(1, 2, 3), Shape.of(1, 2, 3));
    }
}
