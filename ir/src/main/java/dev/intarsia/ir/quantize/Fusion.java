package dev.intarsia.ir.quantize;

import dev.intarsia.ir.graph.Clamping;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Quantizable;
import java.util.HashMap;
import java.util.Map;

/** Which clamps another node does, and between which real numbers each node is then clamped. */
final class Fusion {

    /** The bounds of a node's result and the clamp that it does last, if any. */
    record Bounds(double low, double high, String result) {}

    private final Graph graph;
    private final Map<String, String> into = new HashMap<>();
    private final Map<String, Bounds> bounds = new HashMap<>();

    Fusion(Graph graph) {
        this.graph = graph;
        for (Node node : graph.nodes()) {
            double low = node.op() instanceof Clamping clamping ? clamping.low() : Double.NEGATIVE_INFINITY;
            double high = node.op() instanceof Clamping clamping ? clamping.high() : Double.POSITIVE_INFINITY;
            if (merges(node)) {
                String root = resolve(node.operands().getFirst());
                Bounds before = bounds.get(root);
                into.put(node.name(), root);
                bounds.put(root, new Bounds(clamp(before.low, low, high), clamp(before.high, low, high), node.name()));
            } else {
                bounds.put(node.name(), new Bounds(low, high, node.name()));
            }
        }
    }

    private static double clamp(double value, double low, double high) {
        return Math.min(Math.max(value, low), high);
    }

    private boolean merges(Node node) {
        if (!(node.op() instanceof Clamping)) {
            return false;
        }
        String operand = node.operands().getFirst();
        boolean readOnce =
                graph.readers(operand).size() == 1 && !graph.outputs().contains(operand);
        boolean sameType = graph.type(operand).element().equals(node.type().element());
        return readOnce
                && sameType
                && graph.node(operand)
                        .map(Node::op)
                        .filter(op -> op instanceof Quantizable quantizable && hasClamp(quantizable.form()))
                        .isPresent();
    }

    private static boolean hasClamp(Quantizable.Form form) {
        return switch (form) {
            case ACCUMULATE, ADD, SUBTRACT, AVERAGE, BOUND, RESCALE, MULTIPLY, MEAN, SLOPES -> true;
            case SOFTMAX, LOG_SOFTMAX, MOVE, TABLE, PLACE -> false;
        };
    }

    boolean isMerged(String node) {
        return into.containsKey(node);
    }

    /** The node that computes a tensor: another one for a merged clamp, else the tensor itself. */
    String resolve(String tensor) {
        return into.getOrDefault(tensor, tensor);
    }

    Bounds bounds(String node) {
        return bounds.get(node);
    }
}
