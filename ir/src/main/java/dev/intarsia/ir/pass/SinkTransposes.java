package dev.intarsia.ir.pass;

import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Permuting;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Real;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves transposes towards the outputs and joins those that meet: one behind another becomes one, and an operator that works on each
 * element by itself is applied before its operands are transposed instead of behind. A transpose that is then of no effect goes with
 * {@link RemoveIdentity}.
 */
public record SinkTransposes() implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        Graph current = graph;
        Optional<Graph> next = step(current);
        while (next.isPresent()) {
            current = new RemoveDeadNodes().apply(next.get());
            next = step(current);
        }
        return current;
    }

    private static Optional<Graph> step(Graph graph) {
        for (Node node : graph.nodes()) {
            Optional<Graph> next = joined(graph, node).or(() -> sunk(graph, node));
            if (next.isPresent()) {
                return next;
            }
        }
        return Optional.empty();
    }

    private static Optional<Node> transpose(Graph graph, String tensor) {
        return graph.node(tensor).filter(node -> node.op() instanceof Permuting);
    }

    private static List<Integer> order(Node transpose) {
        return ((Permuting) transpose.op()).order();
    }

    /** A transpose of a transpose. */
    private static Optional<Graph> joined(Graph graph, Node second) {
        if (!(second.op() instanceof Permuting permuting)) {
            return Optional.empty();
        }
        return transpose(graph, second.operands().getFirst()).map(first -> {
            List<Integer> order =
                    permuting.order().stream().map(order(first)::get).toList();
            GraphEdit edit = new GraphEdit(graph);
            edit.replace(
                    second.name(), second.withOp(permuting.withOrder(order)).withOperands(first.operands()));
            return edit.graph();
        });
    }

    /** An elementwise operator whose operands are all transposed in the same way, and for it alone. */
    private static Optional<Graph> sunk(Graph graph, Node node) {
        if (!node.op().capabilities().contains(Capability.ELEMENTWISE) || hasAxes(node.type())) {
            return Optional.empty();
        }
        List<Node> transposes = new ArrayList<>();
        for (String operand : node.operands()) {
            Optional<Node> transpose = transpose(graph, operand)
                    .filter(t -> graph.readers(operand).size() == 1
                            && !graph.outputs().contains(operand));
            if (transpose.isEmpty()) {
                return Optional.empty();
            }
            transposes.add(transpose.get());
        }
        Node first = transposes.getFirst();
        if (!transposes.stream()
                .allMatch(t -> order(t).equals(order(first))
                        && t.type().shape().equals(node.type().shape()))) {
            return Optional.empty();
        }
        // Where the last of them is, all that they read is known.
        Node last = graph.nodes().stream().filter(transposes::contains).toList().getLast();
        GraphEdit edit = new GraphEdit(graph);
        String name = edit.freshName(node.name() + ".before");
        TensorType type =
                node.type().withShape(graph.type(first.operands().getFirst()).shape());
        transposes.stream().filter(t -> t != last).forEach(t -> edit.remove(t.name()));
        edit.replace(
                last.name(),
                new Node(
                        name,
                        node.op(),
                        transposes.stream().map(t -> t.operands().getFirst()).toList(),
                        type,
                        node.arithmetic(),
                        node.location()));
        edit.replace(
                node.name(),
                new Node(node.name(), first.op(), List.of(name), node.type(), first.arithmetic(), first.location()));
        return Optional.of(edit.graph());
    }

    /** Whether an axis of the tensor has scales of its own, which would have to move with it. */
    private static boolean hasAxes(TensorType type) {
        return switch (type.element()) {
            case Real real -> false;
            case Quantized q -> !q.scale().isPerTensor();
        };
    }
}
