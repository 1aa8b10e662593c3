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
            Node current = node;
            Optional<Node> next = absorbed(graph, current);
            while (next.isPresent()) {
                current = next.get();
                next = absorbed(graph, current);
            }
            edit.replace(node.name(), current);
        }
        return edit.graph();
    }

    private static Optional<Node> absorbed(Graph graph, Node node) {
        Optional<Node> padded = graph.node(node.operands().getFirst());
        if (padded.isEmpty()
                || !(node.op() instanceof Accumulating accumulating)
                || !(padded.get().op() instanceof SpatialPadding border)
                || border.value() != 0) {
            return Optional.empty();
        }
        List<String> operands = new ArrayList<>(node.operands());
        operands.set(0, padded.get().operands().getFirst());
        return accumulating
                .absorbPadding(
                        padded.get().type().shape(), border.top(), border.bottom(), border.left(), border.right())
                .map(op -> node.withOp(op).withOperands(operands));
    }
}
