package dev.intarsia.training.qat;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Clamping;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.GlobalAveragePool;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.type.Shape;
import java.util.Optional;

/** Which networks gradients can be taken of. */
final class Differentiable {

    private Differentiable() {}

    /** The form of a node's integers. */
    static Quantizable.Form form(QuantizedNode node) {
        return ((Quantizable) node.node().op()).form();
    }

    /** The window of a pool over images of this shape [h, w, c]; empty for anything else. */
    static Optional<Window> pool(Op op, Shape image) {
        if (op instanceof MaxPool(Window window)) {
            return Optional.of(window);
        }
        if (op instanceof AveragePool(Window window)) {
            return Optional.of(window);
        }
        return op instanceof GlobalAveragePool
                ? Optional.of(new Window(image.size(0), image.size(1), 1, 1, 1, 1, new Padding.Valid()))
                : Optional.empty();
    }

    /** The tensor whose words are compared with labels: what the last softmax reads, or the output. */
    static String logits(QuantizedGraph graph) {
        String output = graph.graph().outputs().getFirst();
        return graph.quantizedNodes().stream()
                .filter(node -> node.name().equals(output) && isSoftmax(node))
                .map(node -> node.node().operands().getFirst())
                .findFirst()
                .orElse(output);
    }

    private static boolean isSoftmax(QuantizedNode node) {
        return node.arithmetic() instanceof NodeArithmetic.Softmax;
    }

    /** Reports the nodes that no gradient gets through. */
    static void check(QuantizedGraph graph, Diagnostics diagnostics) {
        String output = graph.graph().outputs().getFirst();
        for (QuantizedNode node : graph.quantizedNodes()) {
            boolean known = node.node().op() instanceof Quantizable op
                    && switch (op.form()) {
                        case ACCUMULATE -> isPlain(node.arithmetic());
                        case ADD, SUBTRACT -> node.operandShape(0).equals(node.operandShape(1));
                        case AVERAGE -> pool(op, node.operandShape(0)).isPresent();
                        case BOUND ->
                            op instanceof Clamping
                                    || pool(op, node.operandShape(0)).isPresent();
                        case MOVE -> op instanceof Reshape || op instanceof Flatten;
                        case SOFTMAX -> node.name().equals(output);
                        case RESCALE, LOG_SOFTMAX, MULTIPLY, MEAN, SLOPES, TABLE, PLACE -> false;
                    };
            if (!known) {
                diagnostics.error(
                        node.node().location(),
                        node.name() + ": finetune has no gradient for "
                                + node.node().op().mnemonic() + " like this",
                        "it trains convolutions, dense layers, relu, pools, sums of equal shapes, reshape, and a softmax"
                                + " at the end; quantize takes the others");
            }
        }
    }

    private static boolean isPlain(NodeArithmetic arithmetic) {
        return arithmetic instanceof NodeArithmetic.Accumulate accumulate
                && !(accumulate.accumulation() instanceof Accumulation.SaturateChunk);
    }
}
