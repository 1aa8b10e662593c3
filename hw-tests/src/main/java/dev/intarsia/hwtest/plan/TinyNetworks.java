package dev.intarsia.hwtest.plan;

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
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.GlobalAveragePool;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Sliding;
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
import java.util.Random;

/**
 * The four networks of MLPerf Tiny and the shipped example by their shapes, with drawn 8-bit weights: plans and cycles depend on
 * nothing else.
 */
public final class TinyNetworks {

    private static final Quantized WORD = new Quantized(IntFormat.I8, Scale.perTensor(1), -3);
    private static final Quantized WEIGHT = new Quantized(IntFormat.I8, Scale.perTensor(1), 0);
    private static final Quantized BIAS = new Quantized(IntFormat.I32, Scale.perTensor(1), 0);
    private static final Clamp BYTE = new Clamp(-128, 127);
    private static final ModelNode PLACE = new ModelNode("tiny", "");

    private final Random random = new Random(1);
    private final String name;
    private final Input input;
    private final List<Constant> constants = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private String last = "x";

    private TinyNetworks(String name, int... shape) {
        this.name = name;
        input = new Input("x", new TensorType(WORD, Shape.of(shape)), Optional.empty(), PLACE);
    }

    /** All five, by name. */
    public static List<Program> all() {
        return List.of(fashion(), keywordSpotting(), imageClassification(), anomalyDetection(), visualWakeWords());
    }

    /** Layers whose tilings can all be tried. */
    public static List<Program> smallLayers() {
        return List.of(
                new TinyNetworks("strided", 1, 12, 12, 8)
                        .convolution(32, 3, 3, 2)
                        .program(),
                new TinyNetworks("pointwise", 1, 7, 7, 32)
                        .convolution(48, 1, 1, 1)
                        .program(),
                new TinyNetworks("square", 1, 8, 8, 16).convolution(32, 3, 3, 1).program(),
                new TinyNetworks("lanes", 1, 8, 8, 32).depthwise(3, 1).program(),
                new TinyNetworks("dense", 1, 128).dense(64).program());
    }

    /** The shipped classifier of Fashion-MNIST without its softmax. */
    static Program fashion() {
        TinyNetworks n = new TinyNetworks("fashion", 1, 28, 28, 1);
        n.convolution(16, 3, 3, 2).convolution(32, 3, 3, 1);
        String pooled = n.node(
                new MaxPool(new Window(2, 2, 2, 2, 1, 1, new Padding.Valid())),
                List.of(n.last),
                new NodeArithmetic.Bound(BYTE));
        n.depthwise(3, 1).convolution(32, 1, 1, 1);
        n.add(n.last, pooled);
        n.convolution(64, 3, 3, 1).convolution(64, 3, 3, 2).average().dense(10);
        return n.program();
    }

    /** DS-CNN. */
    static Program keywordSpotting() {
        TinyNetworks n = new TinyNetworks("kws", 1, 49, 10, 1);
        n.convolution(64, 10, 4, 2);
        for (int block = 0; block < 4; block++) {
            n.depthwise(3, 1).convolution(64, 1, 1, 1);
        }
        return n.average().dense(12).program();
    }

    /** ResNet-8. */
    static Program imageClassification() {
        TinyNetworks n = new TinyNetworks("ic", 1, 32, 32, 3);
        n.convolution(16, 3, 3, 1);
        String before = n.last;
        n.convolution(16, 3, 3, 1).convolution(16, 3, 3, 1);
        n.add(n.last, before);
        for (int channels = 32; channels <= 64; channels *= 2) {
            before = n.last;
            n.convolution(channels, 3, 3, 2).convolution(channels, 3, 3, 1);
            String through = n.last;
            n.last = before;
            n.convolution(channels, 1, 1, 2);
            n.add(n.last, through);
        }
        return n.average().dense(10).program();
    }

    /** The autoencoder. */
    static Program anomalyDetection() {
        TinyNetworks n = new TinyNetworks("ad", 1, 640);
        for (int width : new int[] {128, 128, 128, 128, 8, 128, 128, 128, 128, 640}) {
            n.dense(width);
        }
        return n.program();
    }

    /** MobileNetV1, a quarter as wide, on 96 × 96. */
    static Program visualWakeWords() {
        TinyNetworks n = new TinyNetworks("vww", 1, 96, 96, 3);
        n.convolution(8, 3, 3, 2);
        int[] channels = {16, 32, 32, 64, 64, 128, 128, 128, 128, 128, 128, 256, 256};
        int[] strides = {1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1};
        for (int block = 0; block < channels.length; block++) {
            n.depthwise(3, strides[block]).convolution(channels[block], 1, 1, 1);
        }
        return n.average().dense(2).program();
    }

    private Program program() {
        Graph graph = new Graph(name, List.of(input), constants, nodes, List.of(last));
        return Lower.lower(new QuantizedGraph(graph, "single"));
    }

    private Shape shape(String tensor) {
        return tensor.equals("x")
                ? input.type().shape()
                : nodes.stream()
                        .filter(n -> n.name().equals(tensor))
                        .findFirst()
                        .orElseThrow()
                        .type()
                        .shape();
    }

    private TinyNetworks convolution(int outputs, int height, int width, int stride) {
        return sum(
                new Conv2d(sliding(stride), 1),
                Shape.of(outputs, height, width, shape(last).size(3)));
    }

    private TinyNetworks depthwise(int kernel, int stride) {
        return sum(new DepthwiseConv2d(sliding(stride)), Shape.of(shape(last).size(3), kernel, kernel, 1));
    }

    private TinyNetworks dense(int outputs) {
        return sum(new Dense(), Shape.of(outputs, shape(last).size(1)));
    }

    private static Sliding sliding(int stride) {
        return stride == 1 ? Sliding.unit(new Padding.Same()) : Sliding.strided(stride, new Padding.Same());
    }

    private TinyNetworks average() {
        node(new GlobalAveragePool(), List.of(last), new NodeArithmetic.Average(Rounding.HALF_AWAY, BYTE));
        return this;
    }

    private void add(String left, String right) {
        node(
                new Add(),
                List.of(left, right),
                new NodeArithmetic.Add(
                        16, one(1_500_000_000, 31), one(1_100_000_000, 31), one(1_200_000_000, 47), BYTE));
    }

    private static Rescaling one(long multiplier, int shift) {
        return new Rescaling(MultiplyShift.SINGLE, List.of(new ScaleParameters(multiplier, shift)));
    }

    private TinyNetworks sum(Op op, Shape weights) {
        String w = "n" + nodes.size() + ".w";
        String b = "n" + nodes.size() + ".b";
        constants.add(words(w, WEIGHT, weights, 127));
        constants.add(words(b, BIAS, Shape.of(weights.size(0)), 2000));
        int taps = weights.elements() / weights.size(0);
        int shift = 31 + (int) Math.ceil(Math.log(40 * Math.sqrt(taps)) / Math.log(2));
        List<ScaleParameters> parameters = new ArrayList<>();
        for (int k = 0; k < weights.size(0); k++) {
            parameters.add(new ScaleParameters(random.nextInt(1 << 30, Integer.MAX_VALUE), shift));
        }
        node(
                op,
                List.of(last, w, b),
                new NodeArithmetic.Accumulate(
                        new Accumulation.Wrap(IntFormat.I32), new Rescaling(MultiplyShift.SINGLE, parameters), BYTE));
        return this;
    }

    private Constant words(String constant, Quantized type, Shape shape, int bound) {
        long[] words = random.longs(shape.elements(), -bound, bound + 1).toArray();
        return new Constant(
                constant, new TensorType(type, shape), RawTensor.owning(type.format(), shape, words), PLACE);
    }

    private String node(Op op, List<String> operands, NodeArithmetic arithmetic) {
        List<Shape> shapes = operands.stream()
                .map(o -> constants.stream()
                        .filter(c -> c.name().equals(o))
                        .map(c -> c.type().shape())
                        .findFirst()
                        .orElseGet(() -> shape(o)))
                .toList();
        Diagnostics diagnostics = new Diagnostics();
        Shape result = op.shape(shapes, PLACE, diagnostics).orElseThrow();
        last = "n" + nodes.size();
        nodes.add(new Node(last, op, operands, new TensorType(WORD, result), Optional.of(arithmetic), PLACE));
        return last;
    }
}
