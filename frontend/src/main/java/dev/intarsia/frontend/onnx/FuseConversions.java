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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    private final List<String> outputs;
    private final boolean thresholds;
    private Graph graph;

    private FuseConversions(Graph graph, boolean thresholds) {
        this.thresholds = thresholds;
        this.graph = graph;
        this.outputs = graph.outputs();
    }

    /**
     * The model of a graph: typed where some of its tensors are integers.
     *
     * @param thresholds whether what lies between a sum and the next words is to be made thresholds, as QONNX and FINN mean it
     */
    static ReadModel readModel(Graph graph, boolean thresholds) {
        FuseConversions fuse = new FuseConversions(graph, thresholds);
        boolean changed = true;
        while (changed) {
            Optional<Graph> next = fuse.step();
            changed = next.isPresent();
            fuse.graph = next.orElse(fuse.graph);
        }
        if (thresholds) {
            Graph whole = FormThresholds.apply(fuse.graph);
            return isInteger(whole)
                    ? ReadModel.typed(whole, "qonnx")
                    : new ReadModel(withRealConstants(fuse.graph), Optional.empty());
        }
        return isInteger(fuse.graph)
                ? ReadModel.typed(fuse.graph, "ort")
                : new ReadModel(withRealConstants(fuse.graph), Optional.empty());
    }

    /** Whether something is computed in integers, and nothing in real numbers between two such parts. */
    private static boolean isInteger(Graph graph) {
        Set<String> behind = new HashSet<>();
        boolean computes = false;
        for (Node node : graph.nodes()) {
            boolean follows = node.operands().stream().anyMatch(behind::contains);
            if (!node.type().isReal()) {
                if (follows) {
                    return false;
                }
                computes |= !isConversion(node);
            } else if (follows || readsWords(graph, node)) {
                behind.add(node.name());
            }
        }
        return computes;
    }

    private static boolean readsWords(Graph graph, Node node) {
        return node.operands().stream()
                .anyMatch(name ->
                        graph.constant(name).isEmpty() && !graph.type(name).isReal());
    }

    /** The graph with weights in real numbers that a file has in words. */
    private static Graph withRealConstants(Graph graph) {
        List<Constant> constants = new ArrayList<>(graph.constants());
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Optional<Constant> words = isDequantize(node) && !graph.outputs().contains(node.name())
                    ? graph.constant(node.operands().getFirst())
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

    /** A graph that is one step further; empty when there is nothing left to do. */
    private Optional<Graph> step() {
        Map<String, Node> byName = new HashMap<>();
        graph.nodes().forEach(node -> byName.put(node.name(), node));
        Map<String, List<Node>> readers = new HashMap<>();
        for (Node node : graph.nodes()) {
            node.operands()
                    .forEach(name -> readers.computeIfAbsent(name, n -> new ArrayList<>())
                            .add(node));
        }
        for (Node node : graph.nodes()) {
            Optional<Graph> next = isConversion(node)
                    ? conversion(node, byName).or(() -> raise(node, byName, readers))
                    : sink(node, byName).or(() -> fuse(node, byName, readers));
            if (next.isPresent()) {
                return next;
            }
        }
        return Optional.empty();
    }

    /** A conversion of words that were just converted to real numbers. */
    private Optional<Graph> conversion(Node node, Map<String, Node> byName) {
        Node before = byName.get(node.operands().getFirst());
        if (node.type().isReal() || before == null || !isDequantize(before)) {
            return Optional.empty();
        }
        String words = before.operands().getFirst();
        if (graph.type(words).element().equals(node.type().element()) && !outputs.contains(node.name())) {
            return Optional.of(replaced(node.name(), List.of(), Map.of(node.name(), words)));
        }
        if (graph.constant(words).isPresent()
                || graph.type(words).element().equals(node.type().element())) {
            return Optional.empty();
        }
        return Optional.of(replaced(node.name(), List.of(node.withOperands(List.of(words))), Map.of()));
    }

    /** What moves elements goes before the conversion of its operand. */
    private Optional<Graph> sink(Node node, Map<String, Node> byName) {
        if (!node.type().isReal()
                || !node.op().capabilities().contains(Capability.KEEPS_QUANTIZATION)
                || node.operands().size() != 1
                || !movesOrSelects(node)) {
            return Optional.empty();
        }
        Node before = byName.get(node.operands().getFirst());
        if (before == null || !isDequantize(before)) {
            return Optional.empty();
        }
        String words = before.operands().getFirst();
        TensorType type = graph.type(words);
        if (!type.quantized().scale().isPerTensor() || graph.constant(words).isPresent()) {
            return Optional.empty();
        }
        String name = fresh(node.name() + "/words");
        Node moved = new Node(
                name,
                node.op(),
                List.of(words),
                type.withShape(node.type().shape()),
                Optional.empty(),
                node.location());
        Node converted =
                new Node(node.name(), new Dequantize(), List.of(name), node.type(), Optional.empty(), node.location());
        return Optional.of(replaced(node.name(), List.of(moved, converted), Map.of()));
    }

    /** The conversion of what was moved goes before the move: what computes is then read by the conversion. */
    private Optional<Graph> raise(Node node, Map<String, Node> byName, Map<String, List<Node>> readers) {
        Node before = byName.get(node.operands().getFirst());
        if (thresholds
                || before == null
                || node.type().isReal()
                || !before.type().isReal()
                || before.operands().size() != 1
                || !before.op().capabilities().containsAll(MOVES)
                || !node.type().quantized().scale().isPerTensor()
                || outputs.contains(before.name())
                || only(readers.get(before.name())).isEmpty()
                || graph.constant(before.operands().getFirst()).isPresent()) {
            return Optional.empty();
        }
        String name = fresh(before.name() + "/words");
        TensorType type =
                node.type().withShape(graph.type(before.operands().getFirst()).shape());
        Node words = new Node(name, node.op(), before.operands(), type, Optional.empty(), node.location());
        Node moved =
                new Node(node.name(), before.op(), List.of(name), node.type(), Optional.empty(), before.location());
        return Optional.of(replaced(node.name(), List.of(words, moved), Map.of()));
    }

    /** Whether every element of the result is one of the operand's, so that it does the same to words. */
    private static boolean movesOrSelects(Node node) {
        return node.op().capabilities().contains(Capability.MOVES_DATA)
                || node.op() instanceof dev.intarsia.ir.op.MaxPool;
    }

    /** An operator between conversions takes words and gives words. */
    private Optional<Graph> fuse(Node node, Map<String, Node> byName, Map<String, List<Node>> readers) {
        boolean isLeft = thresholds && node.op().capabilities().contains(Capability.ACCUMULATES);
        if (!node.type().isReal() || isLeft || outputs.contains(node.name())) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < node.operands().size(); i++) {
            Node before = byName.get(node.operands().get(i));
            if (before == null || !isDequantize(before)) {
                return Optional.empty();
            }
            words.add(before.operands().getFirst());
        }
        Optional<Node> onlyReader = only(readers.get(node.name()));
        if (onlyReader.isEmpty()) {
            return Optional.empty();
        }
        Node reader = onlyReader.get();
        Optional<Node> clamp = Optional.empty();
        if (reader.op().capabilities().contains(Capability.CLAMPS)) {
            clamp = onlyReader;
            Optional<Node> behind = only(readers.get(reader.name()));
            if (behind.isEmpty() || outputs.contains(reader.name())) {
                return Optional.empty();
            }
            reader = behind.get();
        }
        if (!isConversion(reader) || reader.type().isReal()) {
            return Optional.empty();
        }
        TensorType type = reader.type();
        if (clamp.isEmpty() && node.op().capabilities().contains(Capability.MOVES_DATA)) {
            return Optional.of(replaced(reader.name(), moved(node, reader, words), Map.of()));
        }
        if (clamp.isEmpty()) {
            Node fused = new Node(reader.name(), node.op(), words, type, Optional.empty(), node.location());
            return Optional.of(replaced(reader.name(), List.of(fused), Map.of()));
        }
        String name = fresh(reader.name() + "/pre");
        Node first = new Node(
                name, node.op(), words, type.withShape(node.type().shape()), Optional.empty(), node.location());
        Node second = new Node(
                reader.name(),
                clamp.get().op(),
                List.of(name),
                type,
                Optional.empty(),
                clamp.get().location());
        return Optional.of(replaced(reader.name(), List.of(first, second), Map.of()));
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
            String name = fresh(reader.name() + "/operand" + operands.size());
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

    private static Optional<Node> only(List<Node> readers) {
        return readers != null && readers.size() == 1 ? Optional.of(readers.getFirst()) : Optional.empty();
    }

    private String fresh(String wish) {
        String name = wish;
        for (int number = 2; isTaken(name); number++) {
            name = wish + "_" + number;
        }
        return name;
    }

    private boolean isTaken(String name) {
        return graph.node(name).isPresent()
                || graph.constant(name).isPresent()
                || graph.input(name).isPresent();
    }

    /** The graph with some nodes in the place of one, and some names read instead of others. */
    private Graph replaced(String name, List<Node> instead, Map<String, String> renamed) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.name().equals(name)) {
                nodes.addAll(instead);
            } else {
                nodes.add(node.withOperands(node.operands().stream()
                        .map(operand -> renamed.getOrDefault(operand, operand))
                        .toList()));
            }
        }
        return new Graph(graph.name(), graph.inputs(), graph.constants(), nodes, graph.outputs()).withoutDeadNodes();
    }
}
