package dev.intarsia.ir.pass;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.Preprocessing;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.BatchNorm;
import dev.intarsia.ir.op.Clip;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Pad;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Relu6;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Builds small networks one operator behind the other, with random constants. */
public final class TestNetwork {

    private static final ModelNode PLACE = new ModelNode("test", "");

    private final Random random;
    private final List<Input> inputs = new ArrayList<>();
    private final List<Constant> constants = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private String last = "x";
    private Shape shape;

    public TestNetwork(long seed, Shape input, Optional<Preprocessing> preprocessing) {
        this.random = new Random(seed);
        this.shape = input;
        inputs.add(new Input("x", TensorType.real(input), preprocessing, PLACE));
    }

    public static TestNetwork of(long seed, int... input) {
        return new TestNetwork(seed, Shape.of(input), Optional.empty());
    }

    /** The name of the last tensor. */
    public String last() {
        return last;
    }

    public Shape shape() {
        return shape;
    }

    /** Applies an operator to the last tensor and constants. */
    public TestNetwork then(Op op, RealTensor... constantOperands) {
        String name = op.mnemonic() + (nodes.size() + 1);
        List<String> operands = new ArrayList<>(List.of(last));
        for (RealTensor value : constantOperands) {
            String constant = name + ".c" + operands.size();
            constants.add(Constant.real(constant, value, PLACE));
            operands.add(constant);
        }
        return node(name, op, operands);
    }

    /** Adds an operator with given operands. */
    public TestNetwork node(String name, Op op, List<String> operands) {
        Diagnostics diagnostics = new Diagnostics();
        List<Shape> shapes = operands.stream().map(this::shapeOf).toList();
        Optional<Shape> result = op.shape(shapes, PLACE, diagnostics);
        diagnostics.stopOnErrors();
        shape = result.orElseThrow();
        nodes.add(Node.real(name, op, operands, TensorType.real(shape), PLACE));
        last = name;
        return this;
    }

    private Shape shapeOf(String name) {
        return graph().type(name).shape();
    }

    public TestNetwork constant(String name, RealTensor value) {
        constants.add(Constant.real(name, value, PLACE));
        return this;
    }

    public TestNetwork conv(int k, int r, int s, Sliding sliding, int groups, boolean bias) {
        RealTensor w = normal(k, r, s, shape.size(3) / groups);
        Conv2d op = new Conv2d(sliding, groups);
        return bias ? then(op, w, normal(k)) : then(op, w);
    }

    public TestNetwork depthwise(int multiplier, int r, int s, Sliding sliding) {
        int k = shape.size(3) * multiplier;
        return then(new DepthwiseConv2d(sliding), normal(k, r, s, 1), normal(k));
    }

    public TestNetwork dense(int k, boolean bias) {
        RealTensor w = normal(k, shape.size(1));
        return bias ? then(new Dense(), w, normal(k)) : then(new Dense(), w);
    }

    public TestNetwork batchNorm() {
        int c = shape.size(-1);
        return then(new BatchNorm(1e-3), normal(c), normal(c), normal(c), uniform(c));
    }

    public TestNetwork addTo(String other) {
        return node("add" + (nodes.size() + 1), new Add(), List.of(last, other));
    }

    /**
     * One layer chosen by a number, if it fits the shape; together with {@link #head()} this gives every kind of network that the
     * tests need, and shrinks by leaving layers out.
     */
    public TestNetwork layer(int choice) {
        int c = shape.size(-1);
        Padding.Valid valid = new Padding.Valid();
        Padding.Same same = new Padding.Same();
        String before = last;
        boolean large = shape.size(1) >= 3 && shape.size(2) >= 3;
        return switch (Math.floorMod(choice, 16)) {
            case 0 -> conv(3, 3, 3, Sliding.unit(same), 1, true);
            case 1 -> large ? conv(4, 2, 3, Sliding.unit(valid), 1, false) : this;
            case 2 -> conv(2 * c, 1, 1, Sliding.unit(valid), c, true);
            case 3 -> conv(3, 3, 3, Sliding.strided(2, same), 1, true);
            case 4 -> depthwise(1, 3, 3, Sliding.unit(same));
            case 5 -> depthwise(2, 1, 1, Sliding.unit(valid));
            case 6 -> batchNorm();
            case 7 -> then(new Relu());
            case 8 -> then(new Relu6());
            case 9 -> then(new Clip(-0.75f, 1.5f));
            case 10 -> then(new Pad(new Padding.Explicit(1, 0, 2, 1)));
            case 11 -> large ? then(new MaxPool(new Window(2, 2, 2, 2, 1, 1, same))) : this;
            case 12 -> large ? then(new AveragePool(new Window(3, 3, 1, 1, 1, 1, same))) : this;
            case 13 -> conv(c, 1, 1, Sliding.unit(valid), 1, true).addTo(before);
            case 14 -> conv(3, 3, 3, new Sliding(1, 1, 2, 2, same), 1, true);
            default -> conv(2, 3, 3, Sliding.unit(new Padding.Explicit(1, 1, 0, 2)), 1, true);
        };
    }

    /** A classifier's end. */
    public TestNetwork head() {
        return then(new Flatten()).dense(3, true).then(new Softmax());
    }

    public Graph graph() {
        return new Graph("test", inputs, constants, nodes, nodes.isEmpty() ? List.of() : List.of(last));
    }

    /** Numbers around 0. */
    public RealTensor normal(int... sizes) {
        Shape s = Shape.of(sizes);
        float[] values = new float[s.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * 0.5);
        }
        return RealTensor.owning(s, values);
    }

    /** Numbers from 0.5 to 1.5. */
    public RealTensor uniform(int... sizes) {
        Shape s = Shape.of(sizes);
        float[] values = new float[s.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() + 0.5f;
        }
        return RealTensor.owning(s, values);
    }

    /** Every tensor of one run. */
    public static Map<String, RealTensor> run(Graph graph, RealTensor input) {
        Map<String, RealTensor> known = new HashMap<>();
        graph.constants().forEach(c -> known.put(c.name(), c.real()));
        known.put(graph.inputs().getFirst().name(), input);
        graph.nodes()
                .forEach(node -> known.put(
                        node.name(),
                        node.op().real(node.operands().stream().map(known::get).toList())));
        return known;
    }
}
