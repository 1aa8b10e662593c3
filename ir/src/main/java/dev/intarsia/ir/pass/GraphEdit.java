package dev.intarsia.ir.pass;

import dev.intarsia.ir.diagnostic.Derived;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A graph under change: nodes are replaced or removed, and at the end one new graph is made. */
final class GraphEdit {

    private final Graph graph;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final Map<String, String> instead = new HashMap<>();

    GraphEdit(Graph graph) {
        this.graph = graph;
        graph.nodes().forEach(node -> nodes.put(node.name(), node));
        graph.constants().forEach(constant -> constants.put(constant.name(), constant));
    }

    /** Puts a node in the place of another one. */
    void replace(String name, Node node) {
        nodes.put(name, node);
    }

    /** Takes a node out; whoever reads it reads {@code substitute} from now on. */
    void remove(String name, String substitute) {
        nodes.remove(name);
        if (!name.equals(substitute)) {
            instead.put(name, substitute);
        }
    }

    /** Takes a node out that nobody reads. */
    void remove(String name) {
        nodes.remove(name);
    }

    /** Adds a constant, or gives the one of its name another value. */
    void put(Constant constant) {
        constants.put(constant.name(), constant);
    }

    /**
     * Gives a node's constant operand another value: under its old name where nobody else reads it, else under a new one of the node's.
     *
     * @param ending what a new name has behind the node's
     * @param pass whose doing it is
     * @return the name
     */
    String putOwn(QuantizedNode node, int operand, String ending, Quantized type, RawTensor words, String pass) {
        String old = node.hasOperand(operand) ? node.node().operands().get(operand) : node.name() + ending;
        boolean own = node.hasOperand(operand)
                && graph.readers(old).size() == 1
                && !graph.outputs().contains(old);
        String name = own ? old : freshName(node.name() + ending);
        Derived place = new Derived(pass, node.node().location());
        put(new Constant(name, new TensorType(type, words.shape()), words, place));
        return name;
    }

    /** The name itself, or with a number behind it if it is taken. */
    String freshName(String wish) {
        String name = wish;
        for (int number = 2; isTaken(name); number++) {
            name = wish + "_" + number;
        }
        return name;
    }

    private boolean isTaken(String name) {
        return nodes.containsKey(name)
                || constants.containsKey(name)
                || graph.node(name).isPresent()
                || graph.input(name).isPresent();
    }

    Graph graph() {
        List<Node> redirected = new ArrayList<>();
        for (Node node : nodes.values()) {
            List<String> operands = node.operands().stream().map(this::resolve).toList();
            redirected.add(operands.equals(node.operands()) ? node : node.withOperands(operands));
        }
        List<String> outputs = graph.outputs().stream().map(this::resolve).toList();
        return new Graph(graph.name(), graph.inputs(), List.copyOf(constants.values()), redirected, outputs);
    }

    private String resolve(String name) {
        String resolved = name;
        while (instead.containsKey(resolved)) {
            resolved = instead.get(resolved);
        }
        return resolved;
    }
}
