package dev.intarsia.hwtest.engine;

import dev.intarsia.hwtest.engine.NetworkDraw.Kind;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Softmax;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.Clip;
import dev.intarsia.ir.op.Elementwise;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.Function;
import dev.intarsia.ir.op.GlobalAveragePool;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Pad;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Relu6;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Makes a quantized graph of a draw: operator behind operator, each on the last tensor. */
final class DrawnNetwork {

    static final ModelNode PLACE = new ModelNode("drawn.inta", "");

    private static final List<Rounding> ROUNDINGS = List.of(Rounding.values());

    private final Accelerator target;
    private final List<Constant> constants = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Input input;
    private String last;
    private TensorType type;

    private DrawnNetwork(NetworkDraw draw, Accelerator target) {
        this.target = target;
        IntFormat format = new IntFormat(draw.signed(), draw.bits());
        long zero = new Random(draw.seed()).nextLong(format.min(), format.max() + 1);
        type = new TensorType(
                new Quantized(format, Scale.perTensor(0.05), zero),
                Shape.of(1, draw.height(), draw.width(), draw.channels()));
        input = new Input("x", type, Optional.empty(), PLACE);
        last = "x";
    }

    /** @param target whose accumulators wrapping sums have */
    static QuantizedGraph of(NetworkDraw draw, Accelerator target) {
        DrawnNetwork network = new DrawnNetwork(draw, target);
        draw.layers().forEach(network::layer);
        if (network.nodes.isEmpty()) {
            network.add("relu", new Relu(), network.type.element(), network.type.shape(), network.bound(0));
        }
        Graph graph =
                new Graph("drawn", List.of(network.input), network.constants, network.nodes, List.of(network.last));
        return new QuantizedGraph(graph, "tflm");
    }

    /** Random words for the input of a graph. */
    static RawTensor words(QuantizedGraph graph, long seed) {
        TensorType of = graph.graph().inputs().getFirst().type();
        return words(of.quantized().format(), of.shape().withoutFirst(), new Random(seed));
    }

    static RawTensor words(IntFormat format, Shape shape, Random random) {
        long[] words = new long[shape.elements()];
        for (int i = 0; i < words.length; i++) {
            words[i] = switch (random.nextInt(8)) {
                case 0 -> format.min();
                case 1 -> format.max();
                default -> random.nextLong(format.min(), format.max() + 1);
            };
        }
        return RawTensor.of(format, shape, words);
    }

    private void layer(NetworkDraw.Layer layer) {
        boolean image = type.shape().rank() == 4;
        Random random = new Random(layer.seed());
        switch (layer.kind()) {
            case CONVOLUTION, DEPTHWISE, DENSE -> {
                if (image && layer.kind() == Kind.DENSE) {
                    flatten();
                }
                DrawnSum sum = DrawnSum.of(layer, target, last, type, "n" + nodes.size());
                constants.addAll(sum.constants());
                nodes.add(sum.node());
                last = sum.node().name();
                type = sum.node().type();
            }
            case ADD -> addition(layer, random);
            case MAXIMUM -> {
                if (image) {
                    Window window = window(layer.sliding());
                    add("max", new MaxPool(window), type.element(), slid(window), bound(layer.seed()));
                }
            }
            case AVERAGE -> {
                if (image) {
                    Window window = window(layer.sliding());
                    add("mean", new AveragePool(window), type.element(), slid(window), average(layer));
                }
            }
            case GLOBAL_AVERAGE -> {
                if (image) {
                    Shape shape = Shape.of(1, type.shape().size(3));
                    add("global", new GlobalAveragePool(), type.element(), shape, average(layer));
                }
            }
            case RELU -> add("relu", new Relu(), type.element(), type.shape(), bound(layer.seed()));
            case RELU6 -> add("relu6", new Relu6(), type.element(), type.shape(), bound(layer.seed()));
            case CLAMP -> add("clamp", new Clip(-1, 1), type.element(), type.shape(), bound(layer.seed()));
            case PAD -> {
                if (image) {
                    List<Integer> p = layer.sliding().pads();
                    Pad pad = new Pad(new Padding.Explicit(p.get(0), p.get(1), p.get(2), p.get(3)));
                    add("pad", pad, type.element(), shape(pad, List.of(type.shape())), new NodeArithmetic.Move());
                }
            }
            case RESHAPE -> {
                int elements = type.shape().elements();
                int columns = elements % 2 == 0 ? 2 : 1;
                Reshape reshape = new Reshape(Shape.of(1, 1, columns, elements / columns));
                add("reshape", reshape, type.element(), reshape.to(), new NodeArithmetic.Move());
            }
            case FLATTEN -> flatten();
            case SOFTMAX -> softmax(layer);
            case TABLE -> table(layer, random);
            case REQUANTIZE -> {
                Quantized to = DrawnSum.resultType(layer, random);
                double ratio = Math.scalb(
                        1.0, to.format().bits() - type.quantized().format().bits());
                add(
                        "quantize",
                        new Quantize(),
                        to,
                        type.shape(),
                        new NodeArithmetic.Rescale(
                                DrawnSum.rescaling(
                                        layer.words().form(), ratio * (0.4 + random.nextDouble()), 1, random),
                                new Clamp(to.format().min(), to.format().max())));
            }
        }
    }

    private void flatten() {
        Shape flat = Shape.of(1, type.shape().elements());
        add("flat", new Flatten(), type.element(), flat, new NodeArithmetic.Move());
    }

    private void addition(NetworkDraw.Layer layer, Random random) {
        List<String> alike = new ArrayList<>();
        List<TensorType> types = new ArrayList<>();
        if (input.type().shape().equals(type.shape())) {
            alike.add(input.name());
            types.add(input.type());
        }
        for (Node node : nodes) {
            if (node.type().shape().equals(type.shape())) {
                alike.add(node.name());
                types.add(node.type());
            }
        }
        int other = random.nextInt(alike.size());
        Quantized result = DrawnSum.resultType(layer, random);
        int shift = Math.max(
                                type.quantized().format().bits(),
                                types.get(other).quantized().format().bits())
                        > 8
                ? 12
                : 20;
        double up = Math.scalb(1.0, result.format().bits() - 9 - shift);
        NodeArithmetic arithmetic = new NodeArithmetic.Add(
                shift,
                DrawnSum.rescaling(layer.words().form(), 0.1 + 0.4 * random.nextDouble(), 1, random),
                DrawnSum.rescaling(layer.words().form(), 0.1 + 0.4 * random.nextDouble(), 1, random),
                DrawnSum.rescaling(layer.words().form(), up * (0.5 + random.nextDouble()), 1, random),
                new Clamp(result.format().min(), result.format().max()));
        Node node = new Node(
                "n" + nodes.size() + ".add",
                new Add(),
                List.of(last, alike.get(other)),
                new TensorType(result, type.shape()),
                Optional.of(arithmetic),
                PLACE);
        put(node);
    }

    private void softmax(NetworkDraw.Layer layer) {
        IntFormat format = new IntFormat(layer.words().signed(), layer.words().bits());
        Quantized result = new Quantized(format, Scale.perTensor(Math.scalb(1.0, -format.bits())), format.min());
        Softmax.FixedPointParameters p =
                Softmax.FixedPointParameters.of(1, type.quantized().scale().at(0));
        NodeArithmetic arithmetic = new NodeArithmetic.Softmax(
                SoftmaxForm.FIXED_POINT,
                new ScaleParameters(p.inputMultiplier(), 31 - p.inputLeftShift()),
                p.diffMin());
        add("softmax", new dev.intarsia.ir.op.Softmax(), result, type.shape(), arithmetic);
    }

    /** Any words: what makes them a function's is not the engines' matter. */
    private void table(NetworkDraw.Layer layer, Random random) {
        Quantized to = DrawnSum.resultType(layer, random);
        if (type.quantized().format().bits() <= Byte.SIZE) {
            List<Long> words = random.longs(
                            1L << type.quantized().format().bits(),
                            to.format().min(),
                            to.format().max() + 1)
                    .boxed()
                    .toList();
            add("table", new Elementwise(Function.TANH), to, type.shape(), new NodeArithmetic.Table(words));
        }
    }

    private NodeArithmetic average(NetworkDraw.Layer layer) {
        return new NodeArithmetic.Average(ROUNDINGS.get((int) (layer.seed() % ROUNDINGS.size())), full(layer.seed()));
    }

    private NodeArithmetic bound(long seed) {
        return new NodeArithmetic.Bound(full(seed));
    }

    /** Bounds inside of the format. */
    private Clamp full(long seed) {
        IntFormat format = type.quantized().format();
        Random random = new Random(seed);
        long span = format.max() - format.min();
        return new Clamp(format.min() + random.nextLong(span / 3 + 1), format.max() - random.nextLong(span / 3 + 1));
    }

    /** A pooling window in which every place has at least one tap. */
    private Window window(NetworkDraw.Sliding s) {
        int kernelHeight = Math.min(s.kernelHeight(), type.shape().size(1));
        int kernelWidth = Math.min(s.kernelWidth(), type.shape().size(2));
        Padding padding = switch (s.border()) {
            case SAME -> new Padding.Same();
            case VALID -> new Padding.Valid();
            case EXPLICIT ->
                new Padding.Explicit(
                        Math.min(s.pads().get(0), kernelHeight - 1),
                        Math.min(s.pads().get(1), kernelHeight - 1),
                        Math.min(s.pads().get(2), kernelWidth - 1),
                        Math.min(s.pads().get(3), kernelWidth - 1));
        };
        return new Window(kernelHeight, kernelWidth, s.strideHeight(), s.strideWidth(), 1, 1, padding);
    }

    private Shape slid(Window window) {
        return shape(new MaxPool(window), List.of(type.shape()));
    }

    static Shape shape(Op op, List<Shape> operands) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Shape> shape = op.shape(operands, PLACE, diagnostics);
        diagnostics.stopOnErrors();
        return shape.orElseThrow();
    }

    private void add(
            String name, Op op, dev.intarsia.ir.type.ElementType element, Shape shape, NodeArithmetic arithmetic) {
        put(new Node(
                "n" + nodes.size() + "." + name,
                op,
                List.of(last),
                new TensorType(element, shape),
                Optional.of(arithmetic),
                PLACE));
    }

    private void put(Node node) {
        nodes.add(node);
        last = node.name();
        type = node.type();
    }
}
