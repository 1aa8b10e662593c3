package dev.intarsia.frontend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Transpose;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the order of axes is changed to, and that it changes no number. */
class ChannelsLastTest {

    private static final Location PLACE = new ModelNode("test.onnx", "");

    private final Random random = new Random(7);
    private final List<Constant> constants = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    private RealTensor numbers(int... sizes) {
        Shape shape = Shape.of(sizes);
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(17) - 8;
        }
        return RealTensor.owning(shape, values);
    }

    private String constant(String name, int... sizes) {
        constants.add(Constant.real(name, numbers(sizes), PLACE));
        return name;
    }

    private String node(String name, Op op, List<String> operands, int... sizes) {
        nodes.add(Node.real(name, op, operands, TensorType.real(Shape.of(sizes)), PLACE));
        return name;
    }

    private Graph graph(Shape input, String output) {
        return new Graph(
                "test",
                List.of(new Input("x", TensorType.real(input), Optional.empty(), PLACE)),
                constants,
                nodes,
                List.of(output));
    }

    private static RealTensor run(Graph graph, RealTensor input) {
        Map<String, RealTensor> known = new HashMap<>(Map.of("x", input));
        graph.constants().forEach(constant -> known.put(constant.name(), constant.real()));
        for (Node node : graph.nodes()) {
            known.put(
                    node.name(),
                    node.op().real(node.operands().stream().map(known::get).toList()));
        }
        return known.get(graph.outputs().getFirst());
    }

    /** Transposes around a convolution, as the importer writes them. */
    private String convolution(String from, String name, int channels, int outputs, int size) {
        String last = node(name + ".in", new Transpose(List.of(0, 2, 3, 1)), List.of(from), 1, size, size, channels);
        String weights = constant(name + ".w", outputs, 1, 1, channels);
        Conv2d op = new Conv2d(Sliding.unit(new Padding.Valid()), 1);
        String conv = node(name + ".conv", op, List.of(last, weights), 1, size, size, outputs);
        return node(name, new Transpose(List.of(0, 3, 1, 2)), List.of(conv), 1, outputs, size, size);
    }

    private long transposes(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> node.op() instanceof Transpose)
                .count();
    }

    @Test
    void convolutionalNetworkKeepsNone() {
        String first = convolution("x", "a", 2, 3, 4);
        String relu = node("relu", new Relu(), List.of(first), 1, 3, 4, 4);
        String second = convolution(relu, "b", 3, 3, 4);
        String sum = node("sum", new Add(), List.of(second, relu), 1, 3, 4, 4);
        String shifted = node("shifted", new Add(), List.of(sum, constant("shift", 3, 1, 1)), 1, 3, 4, 4);
        String flat = node("flat", new Flatten(), List.of(shifted), 1, 48);
        String bounded = node("bounded", new Relu(), List.of(flat), 1, 48);
        String scores = node("scores", new Dense(), List.of(bounded, constant("m", 5, 48)), 1, 5);
        Graph old = graph(Shape.of(1, 2, 4, 4), scores);

        ChannelsLast.Result result = ChannelsLast.apply(old);

        assertEquals(0, transposes(result.graph()));
        assertEquals(Map.of("x", List.of(0, 2, 3, 1)), result.inputOrders());
        assertEquals(
                Shape.of(1, 4, 4, 2), result.graph().inputs().getFirst().type().shape());
        RealTensor input = numbers(1, 2, 4, 4);
        RealTensor last = new Transpose(List.of(0, 2, 3, 1)).real(List.of(input));
        assertEquals(run(old, input), run(result.graph(), last));
    }

    @Test
    void outputKeepsTheFilesOrder() {
        String output = convolution("x", "a", 2, 3, 4);
        Graph old = graph(Shape.of(1, 2, 4, 4), output);
        ChannelsLast.Result result = ChannelsLast.apply(old);
        assertEquals(1, transposes(result.graph()));
        assertEquals(List.of("a"), result.graph().outputs());
        RealTensor input = numbers(1, 2, 4, 4);
        RealTensor last = new Transpose(List.of(0, 2, 3, 1)).real(List.of(input));
        assertEquals(run(old, input), run(result.graph(), last));
    }

    @Test
    void nothingChangesWithoutChannels() {
        String scores = node("scores", new Dense(), List.of("x", constant("m", 5, 6)), 1, 5);
        Graph old = graph(Shape.of(1, 6), scores);
        ChannelsLast.Result result = ChannelsLast.apply(old);
        assertEquals(old, result.graph());
        assertTrue(result.inputOrders().isEmpty());
    }
}
