package dev.intarsia.ir.graph;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * A graph in which nothing about the integers is left open: a complete specification of every word of every tensor.
 *
 * @param graph its tensors are quantized, its nodes have their arithmetic
 * @param profile the name of the arithmetic profile that the node's choices were taken from
 */
public record QuantizedGraph(Graph graph, String profile) {

    /**
     * Checks everything.
     *
     * @throws InvalidInputException naming each node whose integers are not fully and consistently given
     */
    public QuantizedGraph {
        Diagnostics diagnostics = new Diagnostics();
        GraphVerifier.verifyQuantized(graph, diagnostics);
        diagnostics.stopOnErrors();
    }

    /** Each node with the types and constants that it reads, in order. */
    public List<QuantizedNode> quantizedNodes() {
        return graph.nodes().stream().map(node -> quantizedNode(graph, node)).toList();
    }

    static QuantizedNode quantizedNode(Graph graph, Node node) {
        List<TensorType> types = node.operands().stream().map(graph::type).toList();
        List<Optional<RawTensor>> constants = node.operands().stream()
                .map(name -> graph.constant(name).map(Constant::raw))
                .toList();
        return new QuantizedNode(node, types, constants);
    }
}
