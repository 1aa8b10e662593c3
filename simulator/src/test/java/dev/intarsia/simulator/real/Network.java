package dev.intarsia.simulator.real;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A network of real numbers, built node by node; its last node is its output. */
final class Network {

    private static final ModelNode HERE = new ModelNode("test", "");

    private final Random random;
    private final List<Input> inputs = new ArrayList<>();
    private final List<Constant> constants = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    Network(long seed, int... input) {
        random = new Random(seed);
        inputs.add(new Input("x", TensorType.real(Shape.of(input)), Optional.empty(), HERE));
    }

    /** A constant with numbers around 0. */
    Network weights(String name, int... sizes) {
        constants.add(Constant.real(name, normal(Shape.of(sizes)), HERE));
        return this;
    }

    /** A constant with numbers from 0.5 to 1.5. */
    Network variances(String name, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat() + 0.5f;
        }
        constants.add(Constant.real(name, RealTensor.of(Shape.of(size), values), HERE));
        return this;
    }

    Network node(String name, Op op, String... operands) {
        Diagnostics diagnostics = new Diagnostics();
        Graph before = new Graph("network", inputs, constants, nodes, List.of());
        List<Shape> shapes = Arrays.stream(operands)
                .map(operand -> before.type(operand).shape())
                .toList();
        Optional<Shape> shape = op.shape(shapes, HERE, diagnostics);
        diagnostics.stopOnErrors();
        nodes.add(Node.real(name, op, List.of(operands), TensorType.real(shape.orElseThrow()), HERE));
        return this;
    }

    Graph graph() {
        return new Graph(
                "network", inputs, constants, nodes, List.of(nodes.getLast().name()));
    }

    /** An image for the input. */
    RealTensor image() {
        return normal(inputs.getFirst().type().shape());
    }

    private RealTensor normal(Shape shape) {
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * 0.5);
        }
        return RealTensor.owning(shape, values);
    }
}
