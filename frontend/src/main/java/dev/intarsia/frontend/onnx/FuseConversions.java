package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.op.Dequantize;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes operators of integers of those that a file writes as a conversion to real numbers, an operator on real numbers, and a conversion
 * back: the way in which ONNX writes a quantized model.
 *
 * <ul>
 *   <li>What moves elements, or keeps its operand's quantization without computing, goes before the conversion, and behind the next one.
 *   <li>What computes, and whose only reader converts its result, takes the words and gives words. A clamp between it and the conversion
 *       becomes a clamp of words behind it.
 *   <li>A conversion of the words that another one has just made is a conversion from one type to another, or nothing.
 * </ul>
 */
final class FuseConversions {

    /** Of what moves elements and keeps their quantization. */
    private static final Set<Capability> MOVES = Set.of(Capability.KEEPS_QUANTIZATION, Capability.MOVES_DATA);

    private final boolean thresholds;
    private final GraphEdit graph;

    private FuseConversions(Graph graph, boolean thresholds) {
        this.thresholds = thresholds;
        this.graph = new GraphEdit(graph.withoutDeadNodes());
    }

    /**
     * The model of a graph: typed where some of its tensors are integers.
     *
     * @param thresholds whether what lies between a sum and the next words is to be made thresholds, as QONNX and FINN mean it
     */
    static ReadModel readModel(Graph graph, boolean thresholds) {
        Graph fused = new FuseConversions(graph, thresholds).apply();
        if (thresholds) {
            Graph whole = FormThresholds.apply(fused);
            return isInteger(whole)
                    ? ReadModel.typed(whole, "qonnx")
                    : new ReadModel(withRealConstants(fused), Optional.empty());
        }
        return isInteger(fused)
                ? ReadModel.typed(fused, "ort")
                : new ReadModel(withRealConstants(fused), Optional.empty());
    }

    /** Always what can be done first, until there is nothing left to do. */
    private Graph apply() {
        int index = 0;
        while (index < graph.size()) {
            Node node = graph.node(index);
            OptionalInt changed = isConversion(node) ? conversion(node) : otherwise(node);
            index = changed.orElse(index + 1);
        }
        return graph.graph();
    }

    private OptionalInt otherwise(Node node) {
        OptionalInt sunk = sink(node);
        return sunk.isPresent() ? sunk : fuse(node);
    }

    /** Whether something is computed in integers, and nothing in real numbers between two such parts. */
    private static boolean isInteger(Graph graph) {
        Set<String> words = new HashSet<>();
        graph.inputs().stream().filter(input -> !input.type().isReal()).forEach(input -> words.add(input.name()));
        Set<String> behind = new HashSet<>();
        boolean computes = false;
        for (Node node : graph.nodes()) {
            boolean follows = node.operands().stream().anyMatch(behind::contains);
            if (!node.type().isReal()) {
                if (follows) {
                    return false;
                }
                computes |= !isConversion(node);
                words.add(node.name());
            } else if (follows || node.operands().stream().anyMatch(words::contains)) {
                behind.add(node.name());
            }
        }
        return computes;
    }

    /** The graph with weights in real numbers that a file has in words. */
    private static Graph withRealConstants(Graph graph) {
        Map<String, Constant> byName =
                graph.constants().stream().collect(Collectors.toMap(Constant::name, constant -> constant));
        List<Constant> constants = new ArrayList<>(graph.constants());
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Optional<Constant> words = isDequantize(node) && !graph.outputs().contains(node.name())
                    ? Optional.ofNullable(byName.get(node.operands().getFirst()))
                    : Optional.empty();
            words.ifPresentOrElse(
                    constant -> constants.add(Constant.real(
                            node.name(), constant.type().quantized().real(constant.raw()), constant.location())),
                    () -> nodes.add(node));
        }
        return new Graph(graph.name(), graph.inputs(), constants, nodes, graph.outputs()).withoutDeadNodes();
    }

    private static boolean isConversion(Node node) {
        return node.op().capabilities().contains(Capability.CONVERTS);
    }

    private static boolean isDequantize(Node node) {
        return isConversion(node) && node.type().isReal();
    }

    /** A conversion of words that were just converted to real numbers. */
    private OptionalInt conversion(Node node) {
        Optional<Node> before = graph.node(node.operands().getFirst()).filter(FuseConversions::isDequantize);
        if (node.type().isReal() || before.isEmpty()) {
            return raise(node);
        }
        String words = before.get().operands().getFirst();
        boolean same = graph.type(words).element().equals(node.type().element());
        if (same && !graph.isOutput(node.name())) {
            return OptionalInt.of(graph.readInstead(node.name(), words));
        }
        if (same || graph.isConstant(words)) {
            return raise(node);
        }
        return OptionalInt.of(graph.replace(node.name(), List.of(node.withOperands(List.of(words)))));
    }

    /** What moves elements goes before the conversion of its operand. */
    private OptionalInt sink(Node node) {
        if (!node.type().isReal()
                || !node.op().capabilities().contains(Capability.KEEPS_QUANTIZATION)
                || node.operands().size() != 1
                || !movesOrSelects(node)) {
            return OptionalInt.empty();
        }
        Optional<Node> before = graph.node(node.operands().getFirst()).filter(FuseConversions::isDequantize);
        if (before.isEmpty()) {
            return OptionalInt.empty();
        }
        String words = before.get().operands().getFirst();
        TensorType type = graph.type(words);
        if (!type.quantized().scale().isPerTensor() || graph.isConstant(words)) {
            return OptionalInt.empty();
        }
        String name = graph.fresh(node.name() + "/words");
        Node moved = new Node(
                name,
                node.op(),
                List.of(words),
                type.withShape(node.type().shape()),
                Optional.empty(),
                node.location());
        Node converted =
                new Node(node.name(), new Dequantize(), List.of(name), node.type(), Optional.empty(), node.location());
        return OptionalInt.of(graph.replace(node.name(), List.of(moved, converted)));
    }

    /** The conversion of what was moved goes before the move: what computes is then read by the conversion. */
    private OptionalInt raise(Node node) {
        Node before = graph.node(node.operands().getFirst()).orElse(null);
        if (thresholds
                || before == null
                || node.type().isReal()
                || !before.type().isReal()
                || before.operands().size() != 1
                || !before.op().capabilities().containsAll(MOVES)
                || !node.type().quantized().scale().isPerTensor()
                || graph.isOutput(before.name())
                || graph.onlyReader(before.name()).isEmpty()
                || graph.isConstant(before.operands().getFirst())) {
            return OptionalInt.empty();
        }
        String name = graph.fresh(before.name() + "/words");
        TensorType type =
                node.type().withShape(graph.type(before.operands().getFirst()).shape());
        Node words = new Node(name, node.op(), before.operands(), type, Optional.empty(), node.location());
        Node moved =
                new Node(node.name(), before.op(), List.of(name), node.type(), Optional.empty(), before.location());
        return OptionalInt.of(graph.replace(node.name(), List.of(words, moved)));
    }

    /** Whether every element of the result is one of the operand's, so that it does the same to words. */
    private static boolean movesOrSelects(Node node) {
        return node.op().capabilities().contains(Capability.MOVES_DATA)
                || node.op() instanceof dev.intarsia.ir.op.MaxPool;
    }

    /** An operator between conversions takes words and gives words. */
    private OptionalInt fuse(Node node) {
        boolean isLeft = thresholds && node.op().capabilities().contains(Capability.ACCUMULATES);
        if (!node.type().isReal() || isLeft || graph.isOutput(node.name())) {
            return OptionalInt.empty();
        }
        List<String> words = new ArrayList<>();
        for (String operand : node.operands()) {
            Optional<Node> before = graph.node(operand).filter(FuseConversions::isDequantize);
            if (before.isEmpty()) {
                return OptionalInt.empty();
            }
            words.add(before.get().operands().getFirst());
        }
        if (words.stream().allMatch(graph::isConstant) || !haveScalesOfChannels(words)) {
            return OptionalInt.empty();
        }
        Optional<Node> onlyReader = graph.onlyReader(node.name());
        if (onlyReader.isEmpty()) {
            return OptionalInt.empty();
        }
        Node reader = onlyReader.get();
        Optional<Node> clamp = Optional.empty();
        if (reader.op().capabilities().contains(Capability.CLAMPS)) {
            clamp = onlyReader;
            Optional<Node> behind = graph.onlyReader(reader.name());
            if (behind.isEmpty() || graph.isOutput(reader.name())) {
                return OptionalInt.empty();
            }
            reader = behind.get();
        }
        if (!isConversion(reader) || reader.type().isReal()) {
            return OptionalInt.empty();
        }
        TensorType type = reader.type();
        if (clamp.isEmpty() && node.op().capabilities().contains(Capability.MOVES_DATA)) {
            return OptionalInt.of(graph.replace(reader.name(), moved(node, reader, words)));
        }
        if (clamp.isEmpty()) {
            Node fused = new Node(reader.name(), node.op(), words, type, Optional.empty(), node.location());
            return OptionalInt.of(graph.replace(reader.name(), List.of(fused)));
        }
        String name = graph.fresh(reader.name() + "/pre");
        Node first = new Node(
                name, node.op(), words, type.withShape(node.type().shape()), Optional.empty(), node.location());
        Node second = new Node(
                reader.name(),
                clamp.get().op(),
                List.of(name),
                type,
                Optional.empty(),
                clamp.get().location());
        return OptionalInt.of(graph.replace(reader.name(), List.of(first, second)));
    }

    /** Whether the scales of weights, if they are several, are those of the result's channels: a sum of products has one scale. */
    private boolean haveScalesOfChannels(List<String> words) {
        return words.stream()
                .filter(graph::isConstant)
                .map(name -> graph.type(name).quantized().scale())
                .allMatch(scale -> scale.isPerTensor() || scale.axis() == 0);
    }

    /** What moves words moves those of the result's type: an operand of another one is brought to it before. */
    private List<Node> moved(Node node, Node reader, List<String> words) {
        TensorType type = reader.type();
        List<Node> nodes = new ArrayList<>();
        List<String> operands = new ArrayList<>();
        for (String operand : words) {
            TensorType own = graph.type(operand);
            if (own.element().equals(type.element())) {
                operands.add(operand);
                continue;
            }
            String name = graph.fresh(reader.name() + "/operand" + operands.size());
            nodes.add(new Node(
                    name,
                    new Quantize(Rounding.HALF_EVEN),
                    List.of(operand),
                    type.withShape(own.shape()),
                    Optional.empty(),
                    node.location()));
            operands.add(name);
        }
        nodes.add(new Node(reader.name(), node.op(), operands, type, Optional.empty(), node.location()));
        return nodes;
    }
}
