package dev.intarsia.ir.pass;

import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.type.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes once what several nodes compute: the same operator, of the same operands, with the same result's type and arithmetic. The first of
 * them stays, but an output keeps the node of its name.
 */
public record MergeEqualNodes() implements GraphPass {

    /** What a node computes, whatever its name is. */
    private record Value(Op op, List<String> operands, TensorType type, Optional<NodeArithmetic> arithmetic) {}

    @Override
    public Graph apply(Graph graph) {
        GraphEdit edit = new GraphEdit(graph);
        Map<Value, String> first = new HashMap<>();
        Map<String, String> instead = new HashMap<>();
        for (Node node : graph.nodes()) {
            List<String> operands = node.operands().stream()
                    .map(name -> instead.getOrDefault(name, name))
                    .toList();
            Value value = new Value(node.op(), operands, node.type(), node.arithmetic());
            String same = first.putIfAbsent(value, node.name());
            if (same != null && !graph.outputs().contains(node.name())) {
                instead.put(node.name(), same);
                edit.remove(node.name(), same);
            }
        }
        return edit.graph();
    }
}
