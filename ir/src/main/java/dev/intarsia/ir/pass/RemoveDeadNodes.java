package dev.intarsia.ir.pass;

import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import java.util.HashSet;
import java.util.Set;

/** Takes out nodes and constants on which no output depends. Inputs stay: they are the model's face. */
public record RemoveDeadNodes() implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        Set<String> alive = new HashSet<>(graph.outputs());
        for (Node node : graph.nodes().reversed()) {
            if (alive.contains(node.name())) {
                alive.addAll(node.operands());
            }
        }
        return new Graph(
                graph.name(),
                graph.inputs(),
                graph.constants().stream().filter(c -> alive.contains(c.name())).toList(),
                graph.nodes().stream().filter(n -> alive.contains(n.name())).toList(),
                graph.outputs());
    }
}
