package dev.intarsia.ir.pass;

import dev.intarsia.ir.graph.Graph;

/** Takes out nodes and constants on which no output depends. Inputs stay: they are the model's face. */
public record RemoveDeadNodes() implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        return graph.withoutDeadNodes();
    }
}
