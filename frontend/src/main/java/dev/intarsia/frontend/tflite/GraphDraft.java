package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The graph as far as it has been made, and what each tensor of the file has become in it. */
final class GraphDraft {

    private final List<Input> inputs = new ArrayList<>();
    private final List<Constant> constants = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, TensorType> types = new HashMap<>();
    private final Map<Integer, Value> values = new HashMap<>();
    private final Map<Integer, String> plainConstants = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, Integer> repeated = new HashMap<>();

    /** A name that nothing has yet: the wish, or with a number behind it. */
    String fresh(String wish) {
        String name = wish;
        while (!names.add(name)) {
            name = wish + "_" + repeated.merge(wish, 2, (count, first) -> count + 1);
        }
        return name;
    }

    void input(int tensor, String name, TensorType type, Location place) {
        inputs.add(new Input(name, type, Optional.empty(), place));
        define(tensor, name, type);
    }

    void constant(Constant constant) {
        constants.add(constant);
        types.put(constant.name(), constant.type());
    }

    void node(Node node) {
        nodes.add(node);
        types.put(node.name(), node.type());
    }

    /** From now on, a tensor of the file is a value of the graph. */
    void define(int tensor, String name, TensorType type) {
        types.put(name, type);
        values.put(tensor, new Value.Computed(name, type));
    }

    void define(int tensor, Value.Known known) {
        values.put(tensor, known);
    }

    Optional<Value> value(int tensor) {
        return Optional.ofNullable(values.get(tensor));
    }

    /** The constant that a known tensor was added as, unchanged, so that two readers share it. */
    Optional<String> plainConstant(int tensor) {
        return Optional.ofNullable(plainConstants.get(tensor));
    }

    void plainConstant(int tensor, String name) {
        plainConstants.put(tensor, name);
    }

    /** The type of a value of the graph. */
    TensorType type(String name) {
        return types.get(name);
    }

    boolean hasIntegers() {
        return types.values().stream().anyMatch(type -> !type.isReal());
    }

    Graph graph(String name, List<String> outputs) {
        return new Graph(name, inputs, constants, nodes, outputs);
    }
}
