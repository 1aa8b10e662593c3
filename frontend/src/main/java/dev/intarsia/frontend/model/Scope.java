package dev.intarsia.frontend.model;

import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/** What the statements read so far have defined. */
final class Scope {

    private final List<Input> inputs = new ArrayList<>();
    private final SequencedMap<String, Constant> constants = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, TensorType> types = new HashMap<>();
    private final Set<String> failed = new HashSet<>();

    void add(Input input) {
        inputs.add(input);
        types.put(input.name(), input.type());
    }

    void add(Constant constant) {
        constants.put(constant.name(), constant);
        types.put(constant.name(), constant.type());
    }

    void add(Node node) {
        nodes.add(node);
        types.put(node.name(), node.type());
    }

    /** The tensor's definition is wrong, which has been reported: whatever reads it keeps silent. */
    void fail(String tensor) {
        failed.add(tensor);
    }

    boolean hasFailed(String tensor) {
        return failed.contains(tensor);
    }

    boolean isConstant(String tensor) {
        return constants.containsKey(tensor);
    }

    /** The type of a tensor, if it is defined and not wrong. */
    Optional<TensorType> type(String tensor) {
        return Optional.ofNullable(types.get(tensor));
    }

    boolean hasInputs() {
        return !inputs.isEmpty();
    }

    /** The inputs and nodes. */
    List<String> computed() {
        return Stream.concat(inputs.stream().map(Input::name), nodes.stream().map(Node::name))
                .toList();
    }

    Graph graph(String name, List<String> outputs) {
        return new Graph(name, inputs, List.copyOf(constants.values()), nodes, outputs);
    }
}
