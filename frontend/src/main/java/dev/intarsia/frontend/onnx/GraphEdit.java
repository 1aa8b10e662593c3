package dev.intarsia.frontend.onnx;

import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A graph whose nodes are exchanged one by one. What nobody reads any more is gone at once. An exchange costs what lies around it, not what the whole graph
 * is, so that long networks are read in time.
 */
final class GraphEdit {

    /** So many nodes before a node may be looked at to say what is done with it, and as many behind it. */
    private static final int NEIGHBOURS = 3;

    private final Graph original;
    private final Set<String> outputs;
    private final Map<String, TensorType> leaves = new HashMap<>();
    private final Map<String, Constant> constants = new HashMap<>();
    private final List<Node> nodes;
    private final Map<String, Node> byName = new HashMap<>();
    private final Map<String, List<Node>> readers = new HashMap<>();

    /** @param graph without nodes that nobody reads */
    GraphEdit(Graph graph) {
        this.original = graph;
        this.outputs = Set.copyOf(graph.outputs());
        this.nodes = new ArrayList<>(graph.nodes());
        graph.inputs().forEach(input -> leaves.put(input.name(), input.type()));
        for (Constant constant : graph.constants()) {
            leaves.put(constant.name(), constant.type());
            constants.put(constant.name(), constant);
        }
        nodes.forEach(this::enter);
    }

    /** The graph as it is now. */
    Graph graph() {
        return new Graph(original.name(), original.inputs(), original.constants(), nodes, original.outputs())
                .withoutDeadNodes();
    }

    int size() {
        return nodes.size();
    }

    Node node(int index) {
        return nodes.get(index);
    }

    boolean isOutput(String name) {
        return outputs.contains(name);
    }

    boolean isConstant(String name) {
        return constants.containsKey(name);
    }

    /** The node that gives a tensor. */
    Optional<Node> node(String tensor) {
        return Optional.ofNullable(byName.get(tensor));
    }

    TensorType type(String tensor) {
        Node node = byName.get(tensor);
        return node == null ? leaves.get(tensor) : node.type();
    }

    /** The only reader of a tensor, if there is just one that reads it just once. */
    Optional<Node> onlyReader(String tensor) {
        List<Node> all = readers.getOrDefault(tensor, List.of());
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    /** A name that nothing has. */
    String fresh(String wish) {
        String name = wish;
        for (int number = 2; byName.containsKey(name) || leaves.containsKey(name); number++) {
            name = wish + "_" + number;
        }
        return name;
    }

    /**
     * Puts some nodes in the place of one; what nobody reads then goes.
     *
     * @return the index of the first node for which this may have changed anything
     */
    int replace(String name, List<Node> instead) {
        int at = nodes.indexOf(byName.get(name));
        Set<String> around = new HashSet<>();
        leave(nodes.remove(at), around);
        nodes.addAll(at, instead);
        instead.forEach(node -> {
            enter(node);
            around.addAll(node.operands());
        });
        removeUnread(around);
        return firstOf(around);
    }

    /**
     * Takes a node away; what read it reads another tensor instead.
     *
     * @return the index of the first node for which this may have changed anything
     */
    int readInstead(String name, String other) {
        for (Node reader : List.copyOf(readers.getOrDefault(name, List.of()))) {
            if (byName.get(reader.name()) == reader) {
                Node changed = reader.withOperands(reader.operands().stream()
                        .map(operand -> operand.equals(name) ? other : operand)
                        .toList());
                nodes.set(nodes.indexOf(reader), changed);
                leave(reader, new HashSet<>());
                enter(changed);
            }
        }
        Set<String> around = new HashSet<>(Set.of(name, other));
        removeUnread(around);
        return firstOf(around);
    }

    private void enter(Node node) {
        byName.put(node.name(), node);
        node.operands()
                .forEach(operand ->
                        readers.computeIfAbsent(operand, o -> new ArrayList<>()).add(node));
    }

    private void leave(Node node, Set<String> around) {
        byName.remove(node.name());
        node.operands().forEach(operand -> readers.get(operand).remove(node));
        around.addAll(node.operands());
    }

    /** Takes away those of some tensors, and what only they read, that nobody reads. */
    private void removeUnread(Set<String> around) {
        Deque<String> left = new ArrayDeque<>(around);
        while (!left.isEmpty()) {
            String name = left.poll();
            Node node = byName.get(name);
            if (node != null
                    && !outputs.contains(name)
                    && readers.getOrDefault(name, List.of()).isEmpty()) {
                nodes.remove(node);
                leave(node, around);
                left.addAll(node.operands());
            }
        }
    }

    /** The first of the nodes that give some tensors, or give what those are made of. */
    private int firstOf(Set<String> around) {
        Set<String> names = new HashSet<>(around);
        Set<String> next = names;
        for (int i = 0; i < NEIGHBOURS; i++) {
            Set<String> before = new HashSet<>();
            next.forEach(name -> node(name).ifPresent(node -> before.addAll(node.operands())));
            names.addAll(before);
            next = before;
        }
        int first = 0;
        while (first < nodes.size() && !names.contains(nodes.get(first).name())) {
            first++;
        }
        return first;
    }
}
