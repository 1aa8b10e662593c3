package dev.intarsia.frontend.onnx;

import static dev.intarsia.frontend.onnx.OnnxOperator.row;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.op.ArgReduce;
import dev.intarsia.ir.op.Hardmax;
import dev.intarsia.ir.op.LogSoftmax;
import dev.intarsia.ir.op.Reduce;
import dev.intarsia.ir.op.Reduction;
import dev.intarsia.ir.op.Softmax;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Operators that compute along axes. */
final class AxisRows {

    private static final int AXES_ARE_OPERANDS = 18;

    static final List<OnnxOperator> ROWS = List.of(
            row("Softmax", "softmax", node -> alongAxis(node, Softmax::new)),
            row("LogSoftmax", "log_softmax", node -> alongAxis(node, LogSoftmax::new)),
            row("Hardmax", "hardmax", node -> alongAxis(node, Hardmax::new)),
            reduction("ReduceMean", Reduction.MEAN, AXES_ARE_OPERANDS),
            reduction("ReduceSum", Reduction.SUM, 13),
            reduction("ReduceMax", Reduction.MAX, AXES_ARE_OPERANDS),
            reduction("ReduceMin", Reduction.MIN, AXES_ARE_OPERANDS),
            foldedProduct(),
            reduction("ReduceL1", Reduction.L1, AXES_ARE_OPERANDS),
            reduction("ReduceL2", Reduction.L2, AXES_ARE_OPERANDS),
            reduction("ReduceSumSquare", Reduction.SUM_SQUARE, AXES_ARE_OPERANDS),
            reduction("ReduceLogSum", Reduction.LOG_SUM, AXES_ARE_OPERANDS),
            row("ArgMax", "arg_max", node -> argument(node, true)),
            row("ArgMin", "arg_min", node -> argument(node, false)),
            row("TopK", "max, arg_max", AxisRows::top));

    private AxisRows() {}

    /** Softmax and its kin: along one axis since version 13, before along all axes from one on. */
    private static void alongAxis(Application node, IntFunction<Op> make) {
        Flowing x = node.tensor(0);
        boolean oneAxis = node.opset() >= 13;
        int axis = Application.axis(node.whole("axis", oneAxis ? -1 : 1), x.rank());
        boolean rest = !oneAxis && IntStream.range(axis + 1, x.rank()).anyMatch(i -> x.size(i) != 1);
        if (!rest) {
            node.refuseBatch(x, axis);
            boolean last = axis == x.rank() - 1;
            node.result(node.emit(make.apply(last ? -1 : axis + node.leadingAxes()), x.tensor()), x.type());
            return;
        }
        List<Integer> flat = new ArrayList<>(x.dims().subList(0, axis));
        flat.add(KnownArrays.elements(x.dims().subList(axis, x.rank())));
        Flowing row = node.reshape(x, flat);
        Flowing done = new Flowing(node.emit(make.apply(-1), row.tensor()), x.type(), flat);
        node.result(0, node.reshape(done, x.dims()));
    }

    private static OnnxOperator reduction(String name, Reduction reduction, int operandsSince) {
        return row(name, new Reduce(reduction, List.of(0), false).mnemonic(), node -> {
            Flowing x = node.tensor(0);
            requireNumbers(node, x, reduction);
            List<Integer> axes = axes(node, x.rank(), operandsSince);
            if (axes.isEmpty()) {
                node.result(0, x);
                return;
            }
            node.result(0, reduce(node, reduction, x, axes, node.number("keepdims", 1) != 0));
        });
    }

    private static OnnxOperator foldedProduct() {
        OnnxOperator product = reduction("ReduceProd", Reduction.PROD, AXES_ARE_OPERANDS);
        return row("ReduceProd", product.summary(), product.reading(), node -> {
            OnnxTensor x = node.known(0, "operand");
            List<Integer> axes = axes(node, x.rank(), AXES_ARE_OPERANDS);
            if (axes.size() != x.rank() || x.type().isReal()) {
                throw new RefusedException("it multiplies a known tensor " + x.dims() + " along " + axes, "");
            }
            long product1 = 1;
            for (long word : x.words()) {
                product1 *= word;
            }
            List<Integer> dims =
                    node.number("keepdims", 1) != 0 ? java.util.Collections.nCopies(x.rank(), 1) : List.of();
            return List.of(OnnxTensor.ofWords(x.type(), dims, product1));
        });
    }

    private static void requireNumbers(Application node, Flowing x, Reduction reduction) {
        boolean exact = reduction == Reduction.MAX || reduction == Reduction.MIN;
        if (!x.type().isReal() && !(exact && x.type().bits() <= 16)) {
            throw new RefusedException(
                    "it reduces " + x.type().text() + " numbers", "compute with float, or quantize the model");
        }
    }

    /** The axes that are reduced; none where the file says that then nothing is. */
    private static List<Integer> axes(Application node, int rank, int operandsSince) {
        List<Long> axes = (node.opset() >= operandsSince
                        ? (node.has(1)
                                ? java.util.Optional.of(node.knownWholes(1, "axes"))
                                : java.util.Optional.<List<Long>>empty())
                        : node.wholes("axes"))
                .orElse(List.of());
        if (axes.isEmpty()) {
            return node.number("noop_with_empty_axes", 0) != 0 ? List.of() : AxisOrder.identity(rank);
        }
        return axes.stream()
                .map(axis -> Application.axis(axis, rank))
                .sorted()
                .distinct()
                .toList();
    }

    /** One number of all along some axes. */
    static Flowing reduce(Application node, Reduction reduction, Flowing x, List<Integer> axes, boolean keep) {
        axes.forEach(axis -> node.refuseBatch(x, axis));
        List<Integer> own = axes.stream().map(axis -> axis + node.leadingAxes()).toList();
        return node.flowing(node.emit(new Reduce(reduction, own, keep), x.tensor()), x.type());
    }

    private static void argument(Application node, boolean greatest) {
        Flowing x = node.tensor(0);
        if (x.type().isWhole() && x.type().bits() > 16) {
            throw new RefusedException("it compares " + x.type().text() + " numbers", "compare real numbers");
        }
        int axis = Application.axis(node.whole("axis", 0), x.rank());
        node.refuseBatch(x, axis);
        boolean keep = node.number("keepdims", 1) != 0;
        boolean last = node.number("select_last_index", 0) != 0;
        node.result(
                node.emit(new ArgReduce(greatest, axis + node.leadingAxes(), keep, last), x.tensor()), DataType.INT64);
    }

    /** The greatest or least along an axis and its place: of several, more than one number would be a result. */
    private static void top(Application node) {
        double count = node.opset() >= 10 ? node.knownNumber(1, "count") : node.whole("k", 1);
        if (count != 1) {
            throw new RefusedException("the first " + (long) count + " in order are asked for", "one is supported");
        }
        Flowing x = node.tensor(0);
        boolean greatest = node.number("largest", 1) != 0;
        int axis = Application.axis(node.whole("axis", -1), x.rank());
        node.refuseBatch(x, axis);
        requireNumbers(node, x, Reduction.MAX);
        if (node.hasOutput(0)) {
            node.result(0, reduce(node, greatest ? Reduction.MAX : Reduction.MIN, x, List.of(axis), true));
        }
        if (node.hasOutput(1)) {
            String place = node.emit(new ArgReduce(greatest, axis + node.leadingAxes(), true, false), x.tensor());
            node.result(1, place, DataType.INT64);
        }
    }
}
