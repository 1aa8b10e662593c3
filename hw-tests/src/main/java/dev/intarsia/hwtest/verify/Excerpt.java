package dev.intarsia.hwtest.verify;

import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Cuts a few layers out of a network: what they read from others becomes an input. */
final class Excerpt {

    private Excerpt() {}

    /**
     * The last {@code layers} nodes up to a tensor that the tensor is made of, with it as the only output.
     *
     * @param words every tensor of one inference of the whole network, its inputs among them
     */
    static Case of(QuantizedGraph whole, String tensor, int layers, Map<String, RawTensor> words) {
        Graph graph = whole.graph();
        List<Node> kept = new ArrayList<>();
        Set<String> needed = new LinkedHashSet<>(Set.of(tensor));
        for (Node node : graph.nodes().reversed()) {
            if (needed.contains(node.name()) && kept.size() < layers) {
                kept.addFirst(node);
                needed.remove(node.name());
                needed.addAll(node.operands());
            }
        }
        Set<String> own = new LinkedHashSet<>();
        kept.forEach(node -> own.add(node.name()));
        List<Input> inputs = new ArrayList<>();
        List<Constant> constants = new ArrayList<>();
        for (Node node : kept) {
            for (String operand : node.operands()) {
                Optional<Constant> constant = graph.constant(operand);
                if (own.add(operand)) {
                    constant.ifPresentOrElse(
                            constants::add,
                            () -> inputs.add(
                                    new Input(operand, graph.type(operand), Optional.empty(), node.location())));
                }
            }
        }
        Graph excerpt = new Graph(graph.name(), inputs, constants, kept, List.of(tensor));
        return new Case(
                new QuantizedGraph(excerpt, whole.profile()),
                inputs.stream().map(input -> words.get(input.name())).toList());
    }
}
