package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.InferShape;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.type.ElementType;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A graph in the making. */
final class GraphDraft {

    private final List<Input> inputs = new ArrayList<>();
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, TensorType> types = new HashMap<>();
    private final Set<String> reserved = new HashSet<>();
    private final Map<String, String> renamed = new HashMap<>();
    private long mostKnown;

    /** @param mostKnown how many elements the known tensors have, all together, that nodes give */
    GraphDraft(long mostKnown) {
        this.mostKnown = mostKnown;
    }

    /** Counts the elements of a known tensor that a node gives. */
    void known(OnnxTensor tensor) {
        mostKnown -= tensor.elements();
        if (mostKnown < 0) {
            throw new RefusedException(
                    "what is known without the input has too many elements beside those that the file holds",
                    "simplify the model: fold its constants");
        }
    }

    /** Keeps a name for the value that the file calls so. */
    void reserve(String name) {
        reserved.add(name);
    }

    /** A name that nothing has. */
    String freshName(String wish) {
        String name = wish;
        for (int number = 2; types.containsKey(name) || reserved.contains(name); number++) {
            name = wish + "_" + number;
        }
        return name;
    }

    TensorType type(String tensor) {
        return types.get(tensor);
    }

    Optional<Constant> constant(String tensor) {
        return Optional.ofNullable(constants.get(tensor));
    }

    boolean isInput(String tensor) {
        return inputs.stream().anyMatch(input -> input.name().equals(tensor));
    }

    void input(Input input) {
        types.put(input.name(), input.type());
        inputs.add(input);
    }

    /** Says what the elements of an input are, which the file tells only where it is read. */
    void retype(String input, ElementType element) {
        inputs.replaceAll(old -> old.name().equals(input)
                ? new Input(input, new TensorType(element, old.type().shape()), old.preprocessing(), old.location())
                : old);
        types.put(input, new TensorType(element, types.get(input).shape()));
    }

    /** Adds a constant, unless the very same stands under this name already; gives the name that it has. */
    String constant(String wish, java.util.function.Function<String, Constant> make) {
        Constant wished = make.apply(wish);
        if (wished.equals(constants.get(wish))) {
            return wish;
        }
        String name = types.containsKey(wish) ? freshName(wish) : wish;
        Constant constant = make.apply(name);
        types.put(name, constant.type());
        constants.put(name, constant);
        return name;
    }

    /**
     * Applies an operator.
     *
     * @param element what the elements of the result are
     * @return its name, or empty when the operands do not fit, which has then been reported
     */
    Optional<String> node(
            String wish, Op op, List<String> operands, ElementType element, Location place, Diagnostics diagnostics) {
        List<Shape> shapes =
                operands.stream().map(operand -> types.get(operand).shape()).toList();
        return InferShape.of(op, shapes, place, diagnostics).map(shape -> {
            String name = freshName(wish);
            TensorType type = new TensorType(element, shape);
            types.put(name, type);
            nodes.put(name, new Node(name, op, operands, type, Optional.empty(), place));
            return name;
        });
    }

    /** Gives a node the name that the file has for its result, which was reserved for it. */
    void rename(String from, String to) {
        types.put(to, types.get(from));
        renamed.put(from, to);
    }

    boolean isNode(String tensor) {
        return nodes.containsKey(tensor);
    }

    Graph graph(String name, List<String> outputs) {
        return new Graph(
                name,
                inputs,
                List.copyOf(constants.values()),
                nodes.values().stream().map(this::withFinalNames).toList(),
                outputs);
    }

    private Node withFinalNames(Node node) {
        return new Node(
                finalName(node.name()),
                node.op(),
                node.operands().stream().map(this::finalName).toList(),
                node.type(),
                node.arithmetic(),
                node.location());
    }

    private String finalName(String name) {
        return renamed.getOrDefault(name, name);
    }
}
