package dev.intarsia.frontend.onnx;

import static dev.intarsia.frontend.onnx.OnnxOperator.row;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Binary;
import dev.intarsia.ir.op.BinaryFunction;
import dev.intarsia.ir.op.Elementwise;
import dev.intarsia.ir.op.Function;
import dev.intarsia.ir.op.LocalResponseNorm;
import dev.intarsia.ir.op.Mul;
import dev.intarsia.ir.op.Reduction;
import dev.intarsia.ir.op.Sub;
import dev.intarsia.ir.type.Real;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Normalization by what a tensor itself holds, written as operators that this house has. */
final class NormalizationRows {

    static final List<OnnxOperator> ROWS = List.of(
            row("LayerNormalization", "mean, sub, mul, …", NormalizationRows::layer),
            row("InstanceNormalization", "mean, sub, mul, …", NormalizationRows::instance),
            row("LpNormalization", "l1, l2, div", NormalizationRows::power),
            row("LRN", "local_response_norm", NormalizationRows::localResponse));

    private NormalizationRows() {}

    private static void layer(Application node) {
        node.onlyOutputs(1, "mean and deviation are not given out: remove what reads them");
        Flowing x = node.tensor(0);
        int first = Application.axis(node.whole("axis", -1), x.rank());
        List<Integer> axes = IntStream.range(first, x.rank()).boxed().toList();
        String normal = normalized(node, x, axes, node.realFromZero("epsilon", 1e-5));
        normal = node.emit(new Mul(), normal, node.tensor(1).tensor());
        if (node.has(2)) {
            normal = node.emit(new Add(), normal, node.tensor(2).tensor());
        }
        node.result(normal, x.type());
    }

    private static void instance(Application node) {
        Flowing x = node.tensor(0);
        if (x.rank() < 3) {
            throw new RefusedException("its operand is " + x.dims(), "it has spatial axes behind batch and channels");
        }
        List<Integer> axes = IntStream.range(2, x.rank()).boxed().toList();
        String normal = normalized(node, x, axes, node.realFromZero("epsilon", 1e-5));
        normal = node.emit(new Mul(), normal, perChannel(node, 1, "scale", x));
        node.result(node.emit(new Add(), normal, perChannel(node, 2, "bias", x)), x.type());
    }

    /** One number for each channel, axis 1, as a constant that is repeated along the axes behind it. */
    static String perChannel(Application node, int index, String what, Flowing x) {
        OnnxTensor numbers = node.known(index, what);
        List<Integer> dims = new ArrayList<>(List.of(numbers.elements()));
        dims.addAll(Collections.nCopies(x.rank() - 2, 1));
        return node.constant(node.inputName(index), Application.shape(dims), numbers.singles());
    }

    /** {@code (x − mean) / √(variance + epsilon)} along some axes. */
    private static String normalized(Application node, Flowing x, List<Integer> axes, double epsilon) {
        Flowing mean = AxisRows.reduce(node, Reduction.MEAN, x, axes, true);
        Flowing centred = node.flowing(node.emit(new Sub(), x.tensor(), mean.tensor()), x.type());
        String square = node.emit(new Elementwise(Function.SQUARE), centred.tensor());
        Flowing variance = AxisRows.reduce(node, Reduction.MEAN, node.flowing(square, x.type()), axes, true);
        String small = node.constant("epsilon", Application.shape(List.of(1)), new float[] {(float) epsilon});
        String sum = node.emit(new Add(), variance.tensor(), small);
        String factor = node.emit(new Elementwise(Function.RSQRT), sum);
        return node.emit(new Mul(), centred.tensor(), factor);
    }

    private static void power(Application node) {
        Flowing x = node.tensor(0);
        int p = node.number("p", 2);
        if (p != 1 && p != 2) {
            throw new RefusedException("p is " + p, "1 and 2 are supported");
        }
        int axis = Application.axis(node.whole("axis", -1), x.rank());
        Flowing norm = AxisRows.reduce(node, p == 1 ? Reduction.L1 : Reduction.L2, x, List.of(axis), true);
        node.result(node.emit(new Binary(BinaryFunction.DIV), x.tensor(), norm.tensor()), x.type());
    }

    private static void localResponse(Application node) {
        Flowing x = node.tensor(0);
        int size = node.number("size", 1);
        if (size < 1 || x.rank() != 4) {
            throw new RefusedException("its size is " + size + " and its operand " + x.dims(), "it reads an image");
        }
        String image = Windows.image(node, x);
        LocalResponseNorm op = new LocalResponseNorm(
                (size - 1) / 2,
                size / 2,
                node.real("bias", 1),
                node.real("alpha", 1e-4) / size,
                node.real("beta", 0.75));
        node.result(Windows.back(node, x, node.emit(op, Real.REAL, List.of(image))), x.type());
    }
}
