package dev.intarsia.ir.graph;

import dev.intarsia.ir.type.TensorType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A network: operators on whole tensors.
 *
 * <p>Every name is given once; a node's operands are inputs, constants or nodes before it; every output is an input or a node. The
 * constructor holds these; what needs the operators' rules is checked by {@link GraphVerifier}.
 */
public record Graph(String name, List<Input> inputs, List<Constant> constants, List<Node> nodes, List<String> outputs) {

    public Graph {
        Objects.requireNonNull(name, "name");
        inputs = List.copyOf(inputs);
        constants = List.copyOf(constants);
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
        Map<String, TensorType> known = new HashMap<>();
        inputs.forEach(input -> define(known, input.name(), input.type()));
        constants.forEach(constant -> define(known, constant.name(), constant.type()));
        for (Node node : nodes) {
            for (String operand : node.operands()) {
                if (!known.containsKey(operand)) {
                    throw new IllegalArgumentException(node.name() + " reads " + operand + " before it is defined");
                }
            }
            define(known, node.name(), node.type());
        }
        for (String output : outputs) {
            if (!known.containsKey(output)) {
                throw new IllegalArgumentException("the output " + output + " is not defined");
            }
        }
    }

    private static void define(Map<String, TensorType> known, String name, TensorType type) {
        if (known.put(name, type) != null) {
            throw new IllegalArgumentException(name + " is defined twice");
        }
    }

    /** The type of any tensor, by its name. */
    public TensorType type(String tensor) {
        return node(tensor)
                .map(Node::type)
                .or(() -> constant(tensor).map(Constant::type))
                .or(() -> input(tensor).map(Input::type))
                .orElseThrow(() -> new IllegalArgumentException("no tensor " + tensor));
    }

    public Optional<Node> node(String tensor) {
        return nodes.stream().filter(n -> n.name().equals(tensor)).findFirst();
    }

    public Optional<Constant> constant(String tensor) {
        return constants.stream().filter(c -> c.name().equals(tensor)).findFirst();
    }

    public Optional<Input> input(String tensor) {
        return inputs.stream().filter(i -> i.name().equals(tensor)).findFirst();
    }

    /** The nodes that read a tensor, in order. */
    public List<Node> readers(String tensor) {
        return nodes.stream().filter(n -> n.operands().contains(tensor)).toList();
    }

    /** The graph without nodes and constants on which no output depends. Inputs stay: they are the model's face. */
    public Graph withoutDeadNodes() {
        Set<String> alive = new HashSet<>(outputs);
        for (Node node : nodes.reversed()) {
            if (alive.contains(node.name())) {
                alive.addAll(node.operands());
            }
        }
        return new Graph(
                name,
                inputs,
                constants.stream().filter(c -> alive.contains(c.name())).toList(),
                nodes.stream().filter(n -> alive.contains(n.name())).toList(),
                outputs);
    }
}
