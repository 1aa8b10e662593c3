package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Derived;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.Sloped;
import dev.intarsia.ir.graph.Tabulated;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.TensorType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Gives a graph whose tensors carry types of integers, as a quantized file has them, the arithmetic that an engine computes from such types:
 * multipliers, shifts, clamps, tables. No type of an activation changes.
 *
 * <p>A clamp behind a node that can clamp becomes that node's own; the node then has the clamp's name. Weights with a zero point are kept as
 * the differences from it, which are the same numbers and make the same products. The scale of a bias is that of its products, whatever
 * the file rounds it to. A node that has its arithmetic already keeps it: thresholds, for example, into which a reader made real numbers.
 */
public final class FollowTypes {

    /** How many steps of the result a bias' stated scale may lie from that of the products: TensorFlow Lite's own bound. */
    private static final double BIAS_SCALE_TOLERANCE = 0.02;

    /** Sums of so many words of so many bits as an array can have stay within 64. */
    private static final int WIDEST_SUMMAND = 32;

    private static final Set<Quantizable.Form> SUMS =
            Set.of(Quantizable.Form.ACCUMULATE, Quantizable.Form.AVERAGE, Quantizable.Form.MEAN);

    private final Graph graph;
    private final QuantizationSettings settings;
    private final Diagnostics diagnostics;
    private final Fusion fusion;
    private final SequencedMap<String, Constant> constants = new LinkedHashMap<>();

    private FollowTypes(Graph graph, ArithmeticProfile profile, Diagnostics diagnostics) {
        this.graph = graph;
        this.settings = QuantizationSettings.int8().withProfile(profile);
        this.diagnostics = diagnostics;
        this.fusion = new Fusion(graph);
        graph.constants().forEach(constant -> constants.put(constant.name(), constant));
    }

    /**
     * The integer part of a graph; what lies before and after in real numbers is {@link MixedGraph}'s.
     *
     * @param typed its integer tensors have their types, its nodes no arithmetic
     * @param diagnostics receives each node that has no integers, and a warning for real nodes that are left out
     * @throws InvalidInputException when an error was reported, or the types do not fit the operators
     */
    public static QuantizedGraph apply(Graph typed, ArithmeticProfile profile, Diagnostics diagnostics) {
        MixedGraph mixed = MixedGraph.of(typed, diagnostics);
        if (mixed.integers().nodes().isEmpty()) {
            diagnostics.error(
                    typed.nodes().stream()
                            .map(Node::location)
                            .findFirst()
                            .or(() ->
                                    typed.inputs().stream().map(Input::location).findFirst())
                            .orElseThrow(),
                    typed.name() + " computes nothing in integers",
                    "quantize it as a model of real numbers");
        }
        diagnostics.stopOnErrors();
        List<String> real = mixed.real();
        if (!real.isEmpty()) {
            Node first = typed.node(real.getFirst()).orElseThrow();
            diagnostics.warning(
                    first.location(),
                    "computed in real numbers, outside of the integers: " + String.join(", ", real),
                    "their results are not part of the integer network");
        }
        return new FollowTypes(mixed.integers(), profile, diagnostics).apply(profile);
    }

    private QuantizedGraph apply(ArithmeticProfile profile) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (fusion.isMerged(node.name())) {
                continue;
            }
            NodeArithmetic arithmetic = node.arithmetic()
                    .orElseGet(() -> node.op() instanceof Quantizable quantizable
                            ? arithmetic(node, quantizable.form())
                            : none(node));
            nodes.add(new Node(
                    fusion.bounds(node.name()).result(),
                    node.op(),
                    node.operands().stream().map(this::name).toList(),
                    node.type(),
                    Optional.of(arithmetic),
                    node.location()));
        }
        diagnostics.stopOnErrors();
        return new QuantizedGraph(
                new Graph(
                        graph.name(),
                        graph.inputs(),
                        List.copyOf(constants.values()),
                        nodes,
                        graph.outputs().stream().map(this::name).toList()),
                profile.name());
    }

    private NodeArithmetic none(Node node) {
        diagnostics.error(
                node.location(),
                node.name() + ": " + node.op().mnemonic() + " has no integers of its own",
                "convert to real numbers before it and back behind it");
        return new NodeArithmetic.Move();
    }

    /** The name under which a tensor's words are kept. */
    private String name(String tensor) {
        return graph.node(tensor).isEmpty()
                ? tensor
                : fusion.bounds(fusion.resolve(tensor)).result();
    }

    private NodeArithmetic arithmetic(Node node, Quantizable.Form form) {
        NodePlanning integers = new NodePlanning(settings, diagnostics, node, fusion.bounds(node.name()));
        Quantized result = node.type().quantized();
        Quantized operand = operand(node, 0);
        if (SUMS.contains(form) && operand.format().bits() > WIDEST_SUMMAND) {
            diagnostics.error(
                    node.location(),
                    node.name() + ": " + node.op().mnemonic() + " of words of "
                            + operand.format().bits() + " bits has sums of more than 64",
                    "export it with words of at most " + WIDEST_SUMMAND + " bits");
            return integers.move();
        }
        return switch (form) {
            case ACCUMULATE -> accumulate(node, integers, operand, result);
            case ADD -> integers.sum(operand, operand(node, 1), result);
            case SUBTRACT -> integers.add(operand, operand(node, 1), result);
            case AVERAGE -> average(node, integers, operand, result);
            case BOUND -> operand.equals(result) ? integers.bound(result) : integers.rescale(operand, result);
            case RESCALE -> integers.rescale(operand, result);
            case SOFTMAX -> integers.softmax(operand, result);
            case LOG_SOFTMAX -> integers.logSoftmax(operand);
            case MOVE -> integers.move();
            case PLACE -> integers.place();
            case MULTIPLY -> integers.multiply(operand, operand(node, 1), result);
            case MEAN ->
                integers.mean(
                        graph.type(node.operands().getFirst()).shape().elements()
                                / node.type().shape().elements(),
                        operand,
                        result);
            case SLOPES -> integers.slopes(slope(node), operand, result);
            case TABLE -> integers.table((Tabulated) node.op(), operand, result).orElseGet(NodeArithmetic.Move::new);
        };
    }

    /** Divided as integers where the quantization stays, else rescaled. */
    private NodeArithmetic average(Node node, NodePlanning integers, Quantized operand, Quantized result) {
        OptionalInt elements = Planning.elementsOfMean(graph, node);
        return operand.equals(result) || elements.isEmpty()
                ? integers.average(result)
                : integers.mean(elements.getAsInt(), operand, result);
    }

    private double slope(Node node) {
        return node.op() instanceof Sloped sloped
                ? sloped.slope()
                : operand(node, 1).scale().at(0);
    }

    private Quantized operand(Node node, int index) {
        return graph.type(node.operands().get(index)).quantized();
    }

    private NodeArithmetic accumulate(Node node, NodePlanning integers, Quantized input, Quantized result) {
        Constant weights = constants.get(node.operands().get(1));
        if (weights == null) {
            diagnostics.error(
                    node.location(),
                    node.name() + ": the weights " + node.operands().get(1) + " are not constant",
                    "compute them before");
            return new NodeArithmetic.Move();
        }
        boolean legacy = input.format().equals(IntFormat.U8)
                && weights.type().quantized().format().equals(IntFormat.U8)
                && weights.type().quantized().scale().isPerTensor();
        Constant centered = centered(weights);
        constants.put(weights.name(), centered);
        Quantized weightElement = centered.type().quantized();
        Optional<RawTensor> bias = Optional.empty();
        if (node.operands().size() > 2) {
            bias = bias(node, integers.bias(input, weightElement), result);
        }
        return integers.accumulate(
                AccumulatorBounds.of(input, centered.raw(), bias),
                new NodePlanning.Product(weights.type().shape().rank() == 2, legacy, bias.map(RawTensor::format)),
                input,
                weightElement,
                result);
    }

    /** The same weights with the zero point 0, in the narrowest format that holds them and is no narrower than the file's. */
    private static Constant centered(Constant weights) {
        Quantized element = weights.type().quantized();
        long zero = element.zeroPoint();
        if (zero == 0) {
            return weights;
        }
        IntFormat format = IntFormat.holdingSigned(
                BigInteger.valueOf(element.format().min() - zero),
                BigInteger.valueOf(element.format().max() - zero));
        long[] words = weights.raw().toArray();
        for (int i = 0; i < words.length; i++) {
            words[i] -= zero;
        }
        return new Constant(
                weights.name(),
                new TensorType(
                        new Quantized(format, element.scale(), 0),
                        weights.type().shape()),
                RawTensor.owning(format, weights.type().shape(), words),
                new Derived("FollowTypes", weights.location()));
    }

    /** The words of a bias, whose type becomes that of the products. */
    private Optional<RawTensor> bias(Node node, Quantized products, Quantized result) {
        String name = node.operands().get(2);
        Constant bias = graph.constant(name).orElse(null);
        if (bias == null) {
            diagnostics.error(node.location(), node.name() + ": the bias " + name + " is not constant", "");
            return Optional.empty();
        }
        Scale stated = bias.type().quantized().scale();
        for (int k = 0; k < bias.type().shape().elements(); k++) {
            double difference = Math.abs(stated.at(k) - products.scale().at(k));
            if (difference > BIAS_SCALE_TOLERANCE * result.scale().at(0)) {
                diagnostics.error(
                        bias.location(),
                        "the bias " + name + " has the scale " + stated.at(k) + " at channel " + k,
                        "its scale is that of the input times that of the weights: "
                                + products.scale().at(k));
                break;
            }
        }
        Quantized element = new Quantized(bias.raw().format(), products.scale(), 0);
        constants.put(
                name, new Constant(name, new TensorType(element, bias.type().shape()), bias.raw(), bias.location()));
        return Optional.of(bias.raw());
    }
}
