package dev.intarsia.ir.quantize;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Preprocessing;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Carries out a plan and decides nothing. A merged node goes; the node that it is merged into keeps its own name, unless the merged
 * one's is an output's.
 */
public final class ApplyQuantization {

    private final Graph graph;
    private final QuantizationPlan plan;
    private final Map<String, String> names = new HashMap<>();

    private ApplyQuantization(Graph graph, QuantizationPlan plan) {
        this.graph = graph;
        this.plan = plan;
    }

    /**
     * @param graph of real numbers, the one that the plan was made for
     * @param diagnostics receives what the plan lacks
     * @throws InvalidInputException when it lacks something or its choices do not fit the operators
     */
    public static QuantizedGraph apply(Graph graph, QuantizationPlan plan, Diagnostics diagnostics) {
        ApplyQuantization application = new ApplyQuantization(graph, plan);
        application.checkComplete(diagnostics);
        diagnostics.stopOnErrors();
        return application.apply();
    }

    /** The name that a tensor of the real graph has in the quantized one. */
    public static String nameAfter(Graph graph, QuantizationPlan plan, String tensor) {
        return new ApplyQuantization(graph, plan).name(tensor);
    }

    private void checkComplete(Diagnostics diagnostics) {
        for (Node node : graph.nodes()) {
            switch (plan.nodes().get(node.name())) {
                case null ->
                    diagnostics.error(
                            node.location(), "the plan says nothing about the node " + node.name(), "add its choice");
                case NodeChoice.Compute compute -> {
                    checkType(node.name(), node.location(), diagnostics);
                    node.operands()
                            .forEach(operand -> graph.constant(operand)
                                    .ifPresent(c -> checkType(c.name(), c.location(), diagnostics)));
                }
                case NodeChoice.Merge merge -> checkMerge(node, merge, diagnostics);
            }
        }
        graph.inputs().forEach(input -> checkType(input.name(), input.location(), diagnostics));
        graph.constants().forEach(constant -> checkWords(constant, diagnostics));
        Stream.of(plan.nodes().keySet(), plan.tensors().keySet(), plan.words().keySet())
                .flatMap(Set::stream)
                .distinct()
                .filter(name -> !isKnown(name))
                .forEach(name -> diagnostics.error(
                        graphLocation(), "the plan speaks of " + name + ", which the graph does not have", ""));
    }

    private void checkType(String tensor, Location location, Diagnostics diagnostics) {
        if (!plan.tensors().containsKey(tensor)) {
            diagnostics.error(location, "the plan gives no type to " + tensor, "add its format, scale and zero point");
        }
    }

    private void checkWords(Constant constant, Diagnostics diagnostics) {
        RawTensor words = plan.words().get(constant.name());
        Quantized element = plan.tensors().get(constant.name());
        if (words != null
                && element != null
                && !(words.format().equals(element.format())
                        && words.shape().equals(constant.type().shape()))) {
            diagnostics.error(
                    constant.location(),
                    "the plan gives " + constant.name() + " words of the type " + words + ", but it is "
                            + element.format() + constant.type().shape(),
                    "give as many words, of the plan's format");
        }
    }

    private void checkMerge(Node node, NodeChoice.Merge merge, Diagnostics diagnostics) {
        boolean direct = plan.resultOf(node.operands().getFirst()).equals(merge.into());
        if (!direct || !(plan.nodes().get(merge.into()) instanceof NodeChoice.Compute)) {
            diagnostics.error(
                    node.location(),
                    "the plan merges " + node.name() + " into " + merge.into() + ", which it does not read",
                    "a node is merged into the one that it reads");
        } else if (graph.readers(node.operands().getFirst()).size() != 1) {
            diagnostics.error(
                    node.location(),
                    "the plan merges " + node.name() + " into " + merge.into() + ", which others read too",
                    "leave it a node of its own");
        }
    }

    private boolean isKnown(String name) {
        return graph.node(name).isPresent()
                || graph.constant(name).isPresent()
                || graph.input(name).isPresent();
    }

    private Location graphLocation() {
        return Stream.concat(
                        graph.nodes().stream().map(Node::location),
                        graph.inputs().stream().map(Input::location))
                .findFirst()
                .orElseThrow();
    }

    private QuantizedGraph apply() {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (plan.nodes().get(node.name()) instanceof NodeChoice.Compute compute) {
                nodes.add(new Node(
                        name(node.name()),
                        node.op(),
                        node.operands().stream().map(this::name).toList(),
                        new TensorType(
                                plan.tensors().get(node.name()), node.type().shape()),
                        Optional.of(compute.arithmetic()),
                        node.location()));
            }
        }
        List<Constant> constants = graph.constants().stream()
                .filter(constant -> plan.tensors().containsKey(constant.name()))
                .map(this::quantized)
                .toList();
        List<Input> inputs = graph.inputs().stream().map(this::quantized).toList();
        List<String> outputs = graph.outputs().stream().map(this::name).toList();
        return new QuantizedGraph(new Graph(graph.name(), inputs, constants, nodes, outputs), plan.profile());
    }

    /** The name of the tensor that holds a tensor's words: that of its root, or of the output that is merged into it. */
    private String name(String tensor) {
        String root = plan.resultOf(tensor);
        return names.computeIfAbsent(
                root,
                r -> graph.outputs().stream()
                        .filter(output -> plan.resultOf(output).equals(r))
                        .findFirst()
                        .orElse(r));
    }

    private Constant quantized(Constant constant) {
        Quantized element = Objects.requireNonNull(plan.tensors().get(constant.name()));
        return new Constant(
                constant.name(),
                new TensorType(element, constant.type().shape()),
                plan.words(constant),
                constant.location());
    }

    /** An input that is stored as the network takes it needs no preprocessing any more. */
    private Input quantized(Input input) {
        Quantized element = plan.tensors().get(input.name());
        Optional<Preprocessing> left =
                input.preprocessing().filter(data -> !data.from().equals(element.format()) || !isStored(data, element));
        return new Input(input.name(), new TensorType(element, input.type().shape()), left, input.location());
    }

    private static boolean isStored(Preprocessing data, Quantized element) {
        return element.zeroPoint() == 0
                && (float) data.scale() == (float) element.scale().at(0)
                && data.mean().stream().allMatch(mean -> mean == 0)
                && data.deviation().stream().allMatch(deviation -> deviation == 1);
    }
}
