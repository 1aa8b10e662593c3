package dev.intarsia.ir.pass;

import dev.intarsia.ir.diagnostic.Derived;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.type.RealTensor;
import java.util.List;
import java.util.Optional;

/** Computes what depends on constants only: such a node becomes a constant of its own name. An output stays a node. */
public record FoldConstants() implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        Graph current = graph;
        Optional<Node> next = foldable(current);
        while (next.isPresent()) {
            current = fold(current, next.get());
            next = foldable(current);
        }
        return current;
    }

    private static Optional<Node> foldable(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> !node.operands().isEmpty() && !graph.outputs().contains(node.name()))
                .filter(node -> node.type().isReal()
                        && node.operands().stream()
                                .allMatch(name -> graph.constant(name).isPresent()
                                        && graph.type(name).isReal()))
                .findFirst();
    }

    private Graph fold(Graph graph, Node node) {
        List<RealTensor> operands = node.operands().stream()
                .map(name -> graph.constant(name).orElseThrow().real())
                .toList();
        GraphEdit edit = new GraphEdit(graph);
        edit.remove(node.name());
        edit.put(Constant.real(node.name(), node.op().real(operands), new Derived(name(), node.location())));
        return edit.graph();
    }
}
