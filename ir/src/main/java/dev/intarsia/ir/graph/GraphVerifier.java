package dev.intarsia.ir.graph;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;

/** Checks a graph against its operators' own rules, and reports everything that it finds. */
public final class GraphVerifier {

    private GraphVerifier() {}

    /** Shapes: each node's type has the shape that its operator gives to its operands' shapes. */
    public static void verify(Graph graph, Diagnostics diagnostics) {
        for (Node node : graph.nodes()) {
            List<Shape> operands = node.operands().stream()
                    .map(name -> graph.type(name).shape())
                    .toList();
            Optional<Shape> shape = InferShape.of(node.op(), operands, node.location(), diagnostics);
            shape.filter(s -> !s.equals(node.type().shape()))
                    .ifPresent(s -> diagnostics.error(
                            node.location(),
                            node.name() + " has the shape " + node.type().shape() + ", but "
                                    + node.op().mnemonic() + " gives " + s,
                            "write " + s));
        }
    }

    /** Shapes, and that every tensor is quantized and every node's integers are given and consistent. */
    public static void verifyQuantized(Graph graph, Diagnostics diagnostics) {
        verify(graph, diagnostics);
        for (Input input : graph.inputs()) {
            if (input.type().isReal()) {
                diagnostics.error(
                        input.location(), "the input " + input.name() + " is real", "quantize the model first");
            }
        }
        for (Node node : graph.nodes()) {
            boolean realOperand =
                    node.operands().stream().anyMatch(name -> graph.type(name).isReal());
            if (node.type().isReal() || realOperand || node.arithmetic().isEmpty()) {
                diagnostics.error(node.location(), node.name() + " is not fully quantized", "quantize the model first");
            } else if (!diagnostics.hasErrors()) {
                node.op().check(QuantizedGraph.quantizedNode(graph, node), diagnostics);
            }
        }
    }
}
