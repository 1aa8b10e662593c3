package dev.intarsia.frontend.onnx;

import dev.intarsia.ir.graph.Accumulating;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.Reorderable;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Transpose;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings a graph, in which each operator that has channels is surrounded by transposes, to the order of axes in which these cancel out: a
 * convolutional network keeps none of them.
 *
 * <p>No transpose is copied. A tensor that one gives is remembered as a {@link View} of the tensor that it is made of, and so is whatever
 * operators that work in any order of axes make of it. Where an operator needs the order that the file has, the view is made real. A view
 * that is flattened stays one, up to the dense layer that takes its order into its weights. An input takes the order of the first operator
 * that has channels; an output keeps the file's.
 */
final class ChannelsLast {

    /**
     * A tensor of the old graph as one of the new.
     *
     * @param base a tensor of the new graph
     * @param order axis i of the old tensor is axis {@code order[i]} of the base, or of the base before it was flattened
     * @param shape the base's shape before it was flattened
     * @param flattened whether base and old tensor have all axes but the first made one
     */
    private record View(String base, List<Integer> order, Shape shape, boolean flattened) {

        boolean isPlain() {
            return AxisOrder.isIdentity(order);
        }
    }

    /**
     * The new graph.
     *
     * @param inputOrders for each input whose axes changed their order: axis i is the old input's axis {@code order[i]}
     */
    record Result(Graph graph, Map<String, List<Integer>> inputOrders) {}

    private final Graph old;
    private final Map<String, Node> oldNodes = new HashMap<>();
    private final Map<String, Constant> oldConstants = new HashMap<>();
    private final Map<String, Input> oldInputs = new HashMap<>();
    private final Map<String, List<Node>> readers = new HashMap<>();
    private final Map<String, View> views = new HashMap<>();
    private final Map<String, TensorType> types = new HashMap<>();
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<View, String> made = new HashMap<>();
    private final Map<String, List<Integer>> inputOrders = new HashMap<>();
    private final LayoutConstants parameters;

    private ChannelsLast(Graph old) {
        this.old = old;
        old.nodes().forEach(node -> oldNodes.put(node.name(), node));
        old.constants().forEach(constant -> oldConstants.put(constant.name(), constant));
        old.inputs().forEach(input -> oldInputs.put(input.name(), input));
        old.nodes()
                .forEach(node -> new HashSet<>(node.operands())
                        .forEach(operand -> readers.computeIfAbsent(operand, o -> new ArrayList<>())
                                .add(node)));
        old.constants().forEach(constant -> {
            constants.put(constant.name(), constant);
            plain(constant.name(), constant.type());
        });
        this.parameters = new LayoutConstants(constants, types);
    }

    static Result apply(Graph graph) {
        return new ChannelsLast(graph).run();
    }

    private Result run() {
        List<Input> inputs = old.inputs().stream().map(this::input).toList();
        old.nodes().forEach(this::node);
        List<String> outputs = old.outputs().stream().map(this::materialized).toList();
        return new Result(
                new Graph(old.name(), inputs, List.copyOf(constants.values()), List.copyOf(nodes.values()), outputs)
                        .withoutDeadNodes(),
                inputOrders);
    }

    // Inputs

    private Input input(Input input) {
        Optional<List<Integer>> wanted = wanted(input);
        if (wanted.isEmpty()) {
            plain(input.name(), input.type());
            return input;
        }
        Shape shape = AxisOrder.apply(wanted.get(), input.type().shape());
        TensorType type = input.type().withShape(shape);
        types.put(input.name(), type);
        views.put(input.name(), new View(input.name(), AxisOrder.inverse(wanted.get()), shape, false));
        inputOrders.put(input.name(), wanted.get());
        return new Input(input.name(), type, input.preprocessing(), input.location());
    }

    /** The order in which the first operator with channels reads an input, with nothing but elementwise operators between. */
    private Optional<List<Integer>> wanted(Input input) {
        int rank = input.type().shape().rank();
        Set<String> seen = new HashSet<>();
        Deque<String> reached = new ArrayDeque<>(List.of(input.name()));
        while (!reached.isEmpty()) {
            for (Node reader : readers.getOrDefault(reached.poll(), List.of())) {
                if (reader.op() instanceof Transpose(List<Integer> order) && movesChannelsLast(order, rank)) {
                    return Optional.of(order);
                }
                if (isElementwise(reader.op()) && reader.type().shape().rank() == rank && seen.add(reader.name())) {
                    reached.add(reader.name());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean movesChannelsLast(List<Integer> order, int rank) {
        return order.size() == rank
                && rank >= 3
                && order.getLast() == 1
                && order.subList(0, rank - 1)
                        .equals(AxisOrder.identity(rank).stream()
                                .filter(axis -> axis != 1)
                                .toList());
    }

    // Nodes

    private void node(Node node) {
        List<View> operands = node.operands().stream().map(views::get).toList();
        boolean allPlain = operands.stream().allMatch(View::isPlain);
        if (node.op() instanceof Transpose(List<Integer> order)) {
            View operand = operands.getFirst();
            if (!operand.flattened()) {
                remember(
                        node, new View(operand.base(), AxisOrder.then(operand.order(), order), operand.shape(), false));
                return;
            }
        }
        if (allPlain) {
            emit(node, node.op(), operands.stream().map(View::base).toList());
        } else if (isReshape(node.op())) {
            reshape(node, operands.getFirst());
        } else if (!inOtherOrder(node, operands)) {
            emit(
                    node,
                    node.op(),
                    node.operands().stream().map(this::materialized).toList());
        }
    }

    private static boolean isReshape(Op op) {
        return op instanceof Reshape || op instanceof Flatten;
    }

    private static boolean isElementwise(Op op) {
        return op.capabilities().contains(Capability.ELEMENTWISE);
    }

    /** Remembers a view; where it is an output and not plain, it is made under its name at once. */
    private void remember(Node node, View view) {
        views.put(node.name(), view);
        types.putIfAbsent(node.name(), node.type());
        if (old.outputs().contains(node.name())) {
            String output = materialized(node.name(), node.name());
            views.put(node.name(), plainView(output));
        }
    }

    private void emit(Node node, Op op, List<String> operands) {
        types.put(node.name(), node.type());
        nodes.put(node.name(), new Node(node.name(), op, operands, node.type(), node.arithmetic(), node.location()));
        views.put(node.name(), plainView(node.name()));
    }

    private void plain(String name, TensorType type) {
        types.put(name, type);
        views.put(name, plainView(name));
    }

    private View plainView(String name) {
        Shape shape = types.get(name).shape();
        return new View(name, AxisOrder.identity(shape.rank()), shape, false);
    }

    private void reshape(Node node, View operand) {
        Shape to = node.type().shape();
        Shape before = operand.shape();
        if (AxisOrder.keepsElements(operand.order(), before)) {
            emit(node, new Reshape(to), List.of(operand.base()));
            return;
        }
        boolean flat = !operand.flattened()
                && to.rank() == 2
                && operand.order().getFirst() == 0
                && to.size(0) == before.size(0);
        if (flat) {
            String base = add(node, operandName(node), new Reshape(to), List.of(operand.base()), to);
            remember(node, new View(base, operand.order(), before, true));
        } else if (operand.flattened()
                && to.equals(node.type().shape())
                && to.equals(types.get(operand.base()).shape())) {
            remember(node, operand);
        } else {
            emit(node, node.op(), List.of(materialized(node.operands().getFirst())));
        }
    }

    /** The name that a node's result has in another order than the file's. */
    private String operandName(Node node) {
        return old.outputs().contains(node.name()) ? fresh(node.name() + "/channels_last") : node.name();
    }

    private String add(Node node, String name, Op op, List<String> operands, Shape shape) {
        TensorType type = node.type().withShape(shape);
        types.put(name, type);
        nodes.put(name, new Node(name, op, operands, type, node.arithmetic(), node.location()));
        return name;
    }

    /** Applies an operator that works in any order of axes to the bases of its operands; false where it is none. */
    private boolean inOtherOrder(Node node, List<View> operands) {
        Optional<View> leading =
                operands.stream().filter(view -> !view.isPlain()).findFirst();
        View view = leading.orElseThrow();
        if (view.flattened()) {
            return onFlattened(node, view);
        }
        int rank = view.order().size();
        if (node.type().shape().rank() != rank) {
            return false;
        }
        Op op;
        if (isElementwise(node.op())) {
            op = node.op();
        } else if (node.op() instanceof Reorderable reorderable) {
            Optional<Op> reordered = reorderable.reordered(view.order());
            if (reordered.isEmpty()) {
                return false;
            }
            op = reordered.get();
        } else {
            return false;
        }
        List<Integer> back = AxisOrder.inverse(view.order());
        List<String> names = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            String name = node.operands().get(i);
            View own = operands.get(i);
            if (own.order().equals(view.order()) && !own.flattened()) {
                names.add(own.base());
            } else if (oldConstants.containsKey(name) && oldType(name).shape().rank() <= rank) {
                names.add(parameters.reordered(oldConstants.get(name), back));
            } else if (!own.flattened() && own.order().size() == rank) {
                names.add(made(new View(own.base(), AxisOrder.then(own.order(), back), own.shape(), false), node));
            } else {
                return false;
            }
        }
        Shape shape = AxisOrder.apply(back, node.type().shape());
        String base = add(node, operandName(node), op, names, shape);
        remember(node, new View(base, view.order(), shape, false));
        return true;
    }

    /** An operator on a flattened view: elementwise with constants of one element or one for each column, or a dense layer. */
    private boolean onFlattened(Node node, View view) {
        int[] columns = columns(view);
        boolean first = views.get(node.operands().getFirst()).equals(view);
        boolean constantsBehind = node.operands().stream()
                .skip(1)
                .allMatch(name -> LayoutConstants.source(old, name).isPresent());
        if (!first || !constantsBehind) {
            return false;
        }
        List<String> names = new ArrayList<>(List.of(view.base()));
        if (node.op() instanceof Accumulating) {
            if (oldType(node.operands().get(1)).shape().rank() != 2) {
                return false;
            }
            Constant weights =
                    LayoutConstants.source(old, node.operands().get(1)).orElseThrow();
            String ordered = parameters.columns(weights, columns);
            names.add(converted(node.operands().get(1), ordered));
            node.operands().stream()
                    .skip(2)
                    .forEach(name -> names.add(views.get(name).base()));
            emit(node, node.op(), names);
            return true;
        }
        boolean perColumn =
                isElementwise(node.op()) || node.op().capabilities().contains(Capability.AFFINE_PER_CHANNEL);
        if (!perColumn
                || !node.type()
                        .shape()
                        .equals(oldType(node.operands().getFirst()).shape())) {
            return false;
        }
        for (String name : node.operands().subList(1, node.operands().size())) {
            Optional<Constant> constant = Optional.ofNullable(oldConstants.get(name));
            if (constant.isEmpty()) {
                return false;
            }
            int last = constant.get().type().shape().rank() == 0
                    ? 1
                    : constant.get().type().shape().size(-1);
            names.add(last == 1 ? name : parameters.columns(constant.get(), columns));
        }
        String base = add(node, operandName(node), node.op(), names, node.type().shape());
        remember(node, new View(base, view.order(), view.shape(), true));
        return true;
    }

    /** The operand that reads a constant, be it the constant itself or its conversion to real numbers. */
    private String converted(String operand, String ordered) {
        Optional<Node> conversion = Optional.ofNullable(oldNodes.get(operand));
        if (conversion.isEmpty()) {
            return ordered;
        }
        String name = fresh(operand + "/columns");
        return add(
                conversion.get(),
                name,
                conversion.get().op(),
                List.of(ordered),
                types.get(ordered).shape());
    }

    /** For each column of the file's order the column that it has here. */
    private static int[] columns(View view) {
        List<Integer> inner =
                view.order().stream().skip(1).map(axis -> axis - 1).toList();
        return AxisOrder.positions(inner, view.shape().withoutFirst());
    }

    // Views made real

    private String materialized(String tensor) {
        return materialized(tensor, tensor + "/transposed");
    }

    private String materialized(String tensor, String name) {
        View view = views.get(tensor);
        if (view.isPlain()) {
            return view.base();
        }
        String known = made.get(view);
        if (known != null) {
            return known;
        }
        Node like = oldNodes.get(tensor);
        Shape shape = oldType(tensor).shape();
        String base = view.base();
        if (view.flattened()) {
            base = make(tensor + "/image", new Reshape(view.shape()), base, view.shape(), like);
            base = make(
                    tensor + "/ordered",
                    new Transpose(view.order()),
                    base,
                    AxisOrder.apply(view.order(), view.shape()),
                    like);
            String result = make(name, new Reshape(shape), base, shape, like);
            made.put(view, result);
            return result;
        }
        Op op = AxisOrder.keepsElements(view.order(), view.shape())
                        && view.order().getFirst() == 0
                ? new Reshape(shape)
                : new Transpose(view.order());
        String result = make(name, op, base, shape, like);
        made.put(view, result);
        return result;
    }

    private String made(View view, Node reader) {
        if (view.isPlain()) {
            return view.base();
        }
        String known = made.get(view);
        if (known != null) {
            return known;
        }
        Shape shape = AxisOrder.apply(view.order(), view.shape());
        Op op = AxisOrder.keepsElements(view.order(), view.shape())
                        && view.order().getFirst() == 0
                ? new Reshape(shape)
                : new Transpose(view.order());
        String result = make(view.base() + "/ordered", op, view.base(), shape, reader);
        made.put(view, result);
        return result;
    }

    private String make(String wish, Op op, String operand, Shape shape, Node like) {
        String name = nodes.containsKey(wish) || constants.containsKey(wish) ? fresh(wish) : wish;
        TensorType type = types.get(operand).withShape(shape);
        types.put(name, type);
        nodes.put(
                name,
                new Node(
                        name,
                        op,
                        List.of(operand),
                        type,
                        Optional.empty(),
                        like == null
                                ? Optional.ofNullable(oldInputs.get(operand))
                                        .map(Input::location)
                                        .orElseGet(() -> nodes.get(operand).location())
                                : like.location()));
        return name;
    }

    private String fresh(String wish) {
        String name = wish;
        for (int number = 2; types.containsKey(name) || isOld(name); number++) {
            name = wish + "_" + number;
        }
        return name;
    }

    private TensorType oldType(String name) {
        Node node = oldNodes.get(name);
        return node == null ? old.type(name) : node.type();
    }

    private boolean isOld(String name) {
        return oldNodes.containsKey(name) || oldInputs.containsKey(name) || oldConstants.containsKey(name);
    }
}
