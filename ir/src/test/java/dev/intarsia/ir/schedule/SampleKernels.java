package dev.intarsia.ir.schedule;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A small network with one layer of each kind that a planner tells apart, for tests of schedules and planning.
 *
 * <p>{@code x: u8[5, 6, 3]} goes through {@code conv} (3×3, same, zero point 7) with 6 channels, {@code depthwise} (3×3, stride 2),
 * {@code add} to itself, {@code max}, {@code mean} of a whole 2×2 window, {@code ragged} with windows of different sizes, {@code relu},
 * {@code flat} and {@code dense}; {@code grouped} is a second user of {@code x}.
 */
public final class SampleKernels {

    private static final ModelNode PLACE = new ModelNode("sample.inta", "");
    private static final IntFormat WORD = new IntFormat(false, 8);
    private static final Scale SCALE = Scale.perTensor(0.5);
    private static final Quantized IMAGE = new Quantized(WORD, SCALE, 7);
    private static final Clamp ALL = new Clamp(0, 255);

    private final List<Constant> constants = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Input input = new Input("x", new TensorType(IMAGE, Shape.of(1, 5, 6, 3)), Optional.empty(), PLACE);

    private SampleKernels() {}

    /** The network at the kernel level. */
    public static Program program() {
        return new SampleKernels().build();
    }

    /** The kernel of a node. */
    public static Kernel kernel(String node) {
        return program().kernels().stream()
                .filter(k -> k.name().equals(node))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no sample kernel " + node));
    }

    private Program build() {
        sum("conv", new Conv2d(Sliding.unit(new Padding.Same()), 1), "x", Shape.of(6, 3, 3, 3), true);
        sum(
                "depthwise",
                new DepthwiseConv2d(Sliding.strided(2, new Padding.Same())),
                "conv",
                Shape.of(6, 3, 3, 1),
                false);
        Rescaling half = new Rescaling(MultiplyShift.TFLM, List.of(new ScaleParameters(1 << 30, 31)));
        Rescaling down = new Rescaling(MultiplyShift.TFLM, List.of(new ScaleParameters(1 << 30, 51)));
        node("add", new Add(), List.of("depthwise", "depthwise"), new NodeArithmetic.Add(20, half, half, down, ALL));
        Window two = new Window(2, 2, 1, 1, 1, 1, new Padding.Valid());
        node("max", new MaxPool(two), List.of("add"), new NodeArithmetic.Bound(ALL));
        node("mean", new AveragePool(two), List.of("add"), new NodeArithmetic.Average(Rounding.HALF_AWAY, ALL));
        node(
                "ragged",
                new AveragePool(new Window(2, 2, 1, 1, 1, 1, new Padding.Same())),
                List.of("add"),
                new NodeArithmetic.Average(Rounding.HALF_AWAY, ALL));
        node("relu", new Relu(), List.of("max"), new NodeArithmetic.Bound(new Clamp(7, 255)));
        node("flat", new Flatten(), List.of("relu"), new NodeArithmetic.Move());
        sum("dense", new Dense(), "flat", Shape.of(5, 24), true);
        sum("grouped", new Conv2d(Sliding.unit(new Padding.Valid()), 3), "x", Shape.of(3, 1, 1, 1), false);
        Quantized probability = new Quantized(WORD, Scale.perTensor(1.0 / 256), 0);
        nodes.add(new Node(
                "softmax",
                new Softmax(),
                List.of("dense"),
                new TensorType(probability, Shape.of(1, 5)),
                Optional.of(new NodeArithmetic.Softmax(
                        dev.intarsia.ir.arithmetic.SoftmaxForm.FIXED_POINT, new ScaleParameters(1 << 30, 6), -31)),
                PLACE));
        Graph graph =
                new Graph("sample", List.of(input), constants, nodes, List.of("softmax", "mean", "ragged", "grouped"));
        return Lower.lower(new QuantizedGraph(graph, "tflm"));
    }

    /** A layer with weights 1, −2, 3, −4 … and biases 10, 20, 30 …; channel k has the multiplier 2^30 + k. */
    private void sum(String name, Op op, String operand, Shape shape, boolean bias) {
        long[] words = LongStream.range(0, shape.elements())
                .map(i -> (i % 7 + 1) * (i % 2 == 0 ? 1 : -1))
                .toArray();
        IntFormat format = new IntFormat(true, 4);
        constant(name + ".w", new Quantized(format, SCALE, 0), RawTensor.of(format, shape, words));
        List<String> operands = new ArrayList<>(List.of(operand, name + ".w"));
        int channels = shape.size(0);
        if (bias) {
            long[] biases = LongStream.rangeClosed(1, channels).map(k -> 10 * k).toArray();
            constant(
                    name + ".b",
                    new Quantized(IntFormat.I32, Scale.perTensor(0.25), 0),
                    RawTensor.of(IntFormat.I32, Shape.of(channels), biases));
            operands.add(name + ".b");
        }
        List<ScaleParameters> parameters = LongStream.range(0, channels)
                .mapToObj(k -> new ScaleParameters((1 << 30) + k, 36))
                .toList();
        node(
                name,
                op,
                operands,
                new NodeArithmetic.Accumulate(
                        new Accumulation.Exact(new IntFormat(true, 18)),
                        new Rescaling(MultiplyShift.SINGLE, parameters),
                        ALL));
    }

    private void constant(String name, Quantized type, RawTensor words) {
        constants.add(new Constant(name, new TensorType(type, words.shape()), words, PLACE));
    }

    private void node(String name, Op op, List<String> operands, NodeArithmetic arithmetic) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Shape> shape = op.shape(operands.stream().map(this::shape).toList(), PLACE, diagnostics);
        diagnostics.stopOnErrors();
        TensorType type = new TensorType(IMAGE, shape.orElseThrow());
        nodes.add(new Node(name, op, operands, type, Optional.of(arithmetic), PLACE));
    }

    private Shape shape(String tensor) {
        return nodes.stream()
                .filter(n -> n.name().equals(tensor))
                .map(n -> n.type().shape())
                .findFirst()
                .or(() -> constants.stream()
                        .filter(c -> c.name().equals(tensor))
                        .map(c -> c.type().shape())
                        .findFirst())
                .orElse(input.type().shape());
    }
}
