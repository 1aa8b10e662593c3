package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.DepthwiseConv2d;
import java.util.ArrayList;
import java.util.List;

/** Convolutions, over one or two axes. */
final class Convolutions {

    static final List<OnnxOperator> ROWS = List.of(
            OnnxOperator.row("Conv", "conv2d, depthwise_conv2d", Convolutions::conv),
            OnnxOperator.row("GlobalAveragePool", "global_average_pool", Convolutions::globalAverage));

    private Convolutions() {}

    private static void conv(Application node) {
        Flowing x = node.tensor(0);
        List<Integer> dims = node.dims(1);
        if (dims.size() != x.rank() || x.rank() != 3 && x.rank() != 4) {
            throw new RefusedException(
                    "its weights " + dims + " do not fit an operand " + x.dims(),
                    "one or two spatial axes are supported, and weights have as many axes as the operand");
        }
        Windows window = Windows.of(node, x, dims.subList(2, dims.size()));
        int groups = Windows.inside("group", node.whole("group", 1), 1);
        String image = Windows.image(node, x);
        List<String> operands = new ArrayList<>(List.of(image, weights(node, dims)));
        if (node.has(2)) {
            operands.add(Weights.plain(node, 2, "bias"));
        }
        String result = node.emit(operator(window, groups, x.size(1)), dev.intarsia.ir.type.Real.REAL, operands);
        node.result(Windows.back(node, x, result), x.type());
    }

    /** The operator of a convolution: depthwise where every group is one channel. */
    static Op operator(Windows window, int groups, int channels) {
        return groups > 1 && groups == channels
                ? new DepthwiseConv2d(window.sliding())
                : new Conv2d(window.sliding(), groups);
    }

    /** Weights {@code k c (r) s} as {@code k r s c}. */
    private static String weights(Application node, List<Integer> dims) {
        return Weights.of(node, 1, "weights").channelsLast(node, dims.size());
    }

    private static void globalAverage(Application node) {
        Flowing x = node.tensor(0);
        if (x.rank() != 3 && x.rank() != 4) {
            throw new RefusedException("its operand is " + x.dims(), "one or two spatial axes are supported");
        }
        String means = node.emitKeeping(new dev.intarsia.ir.op.GlobalAveragePool(), Windows.image(node, x));
        List<Integer> sizes = new ArrayList<>(List.of(x.size(0), x.size(1)));
        sizes.addAll(java.util.Collections.nCopies(x.rank() - 2, 1));
        if (node.leadingAxes() == 1) {
            sizes.addFirst(1);
        }
        node.result(node.emitKeeping(GraphOps.reshape(sizes), means), x.type());
    }
}
