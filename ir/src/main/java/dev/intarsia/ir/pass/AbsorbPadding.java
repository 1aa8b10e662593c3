package dev.intarsia.ir.pass;

import dev.intarsia.ir.graph.Accumulating;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.SpatialPadding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets accumulations do their own padding: one that reads an operand with a border of zeros reads the operand instead. The padding
 * stays for its other readers.
 */
public record AbsorbPadding() implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        GraphEdit edit = new GraphEdit(graph);
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Accumulating accumulating) {
                graph.node(node.operands().getFirst())
                        .flatMap(padded -> absorbed(node, accumulating, padded))
                        .ifPresent(changed -> edit.replace(node.name(), changed));
            }
        }
        return edit.graph();
    }

    private static Optional<Node> absorbed(Node node, Accumulating accumulating, Node padded) {
        if (!(padded.op() instanceof SpatialPadding border) || border.value() != 0) {
            return Optional.empty();
        }
        List<String> operands = new ArrayList<>(node.operands());
        operands.set(0, padded.operands().getFirst());
        return accumulating
                .absorbPadding(padded.type().shape(), border.top(), border.bottom(), border.left(), border.right())
                .map(op -> node.withOp(op).withOperands(operands));
    }
}
