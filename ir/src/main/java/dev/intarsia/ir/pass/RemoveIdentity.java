package dev.intarsia.ir.pass;

import dev.intarsia.ir.graph.Elidable;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;

/** Takes out operators that do nothing: a reshape to the same shape, an empty border. One whose name is an output's stays. */
public record RemoveIdentity() implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        GraphEdit edit = new GraphEdit(graph);
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Elidable elidable && !graph.outputs().contains(node.name())) {
                String operand = node.operands().getFirst();
                if (elidable.changesNothing(graph.type(operand).shape())) {
                    edit.remove(node.name(), operand);
                }
            }
        }
        return edit.graph();
    }
}
