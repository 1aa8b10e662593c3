package dev.intarsia.ir.quantize;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A graph whose tensors are partly real and partly integers, cut where it goes from one to the other: real numbers, then integers, then
 * real numbers again. Each part is a graph of its own; a tensor that goes from one to the next is an output here and an input there, under
 * its own name.
 *
 * @param before ends with what goes from real to integers; empty where the graph takes integers
 * @param integers every tensor is an integer; its inputs stand for the results of the conversions before
 * @param after begins with what goes from integers to real; empty where the graph gives integers
 */
public record MixedGraph(Optional<Graph> before, Graph integers, Optional<Graph> after) {

    /**
     * Cuts a graph. One that is real throughout, or integer throughout, is one part.
     *
     * @param diagnostics receives the real nodes that lie between integers
     */
    public static MixedGraph of(Graph graph, Diagnostics diagnostics) {
        Set<String> integers = names(graph, node -> isInteger(graph, node));
        Set<String> after = new HashSet<>();
        for (Node node : graph.nodes()) {
            boolean behind = node.operands().stream()
                    .anyMatch(name -> after.contains(name) || integers.contains(name) || isIntegerInput(graph, name));
            if (!integers.contains(node.name()) && behind) {
                after.add(node.name());
            }
            if (integers.contains(node.name()) && node.operands().stream().anyMatch(after::contains)) {
                diagnostics.error(
                        node.location(),
                        node.name() + " is computed in integers from real numbers that are computed from integers",
                        "quantize what lies between, or leave the model real from there on");
            }
        }
        Set<String> before = names(graph, node -> !integers.contains(node.name()) && !after.contains(node.name()));
        Optional<Graph> last = after.isEmpty() ? Optional.empty() : Optional.of(part(graph, after));
        Graph middle = part(graph, integers);
        Optional<Graph> first = before.isEmpty() ? Optional.empty() : Optional.of(part(graph, before));
        return new MixedGraph(first, middle, last);
    }

    /** The names of what is computed before and after the integers, conversions between the two left out. */
    public List<String> real() {
        List<String> names = new ArrayList<>();
        for (Optional<Graph> part : List.of(before, after)) {
            part.ifPresent(graph -> graph.nodes().stream()
                    .filter(node -> !node.op().capabilities().contains(Capability.CONVERTS))
                    .map(Node::name)
                    .forEach(names::add));
        }
        return names;
    }

    private static boolean isInteger(Graph graph, Node node) {
        return !node.type().isReal()
                && node.operands().stream().noneMatch(name -> graph.type(name).isReal());
    }

    private static boolean isIntegerInput(Graph graph, String name) {
        return graph.input(name).filter(input -> !input.type().isReal()).isPresent();
    }

    private static Set<String> names(Graph graph, Predicate<Node> wanted) {
        return graph.nodes().stream().filter(wanted).map(Node::name).collect(Collectors.toSet());
    }

    /** Some nodes; what they read of others is an input, what others read of them an output. */
    private static Graph part(Graph graph, Set<String> names) {
        List<Node> nodes = graph.nodes().stream()
                .filter(node -> names.contains(node.name()))
                .toList();
        Set<String> read =
                nodes.stream().flatMap(node -> node.operands().stream()).collect(Collectors.toSet());
        List<Input> inputs = new ArrayList<>();
        graph.inputs().stream().filter(input -> read.contains(input.name())).forEach(inputs::add);
        graph.nodes().stream()
                .filter(node -> read.contains(node.name()) && !names.contains(node.name()))
                .map(node -> new Input(node.name(), node.type(), Optional.empty(), node.location()))
                .forEach(inputs::add);
        List<Constant> constants = graph.constants().stream()
                .filter(constant -> read.contains(constant.name()))
                .toList();
        Set<String> outputs = new LinkedHashSet<>();
        graph.outputs().stream().filter(names::contains).forEach(outputs::add);
        graph.nodes().stream()
                .filter(node -> !names.contains(node.name()))
                .flatMap(node -> node.operands().stream())
                .filter(names::contains)
                .forEach(outputs::add);
        return new Graph(graph.name(), inputs, constants, nodes, List.copyOf(outputs));
    }
}
