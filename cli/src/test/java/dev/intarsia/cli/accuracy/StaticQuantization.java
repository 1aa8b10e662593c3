package dev.intarsia.cli.accuracy;

import dev.intarsia.hwtest.onnx.OnnxSketch;
import dev.intarsia.hwtest.onnx.OnnxSketch.Attribute;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.ClampOp;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.GlobalAveragePool;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.RealRange;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What ONNX Runtime's {@code quantize_static} makes of a network, written by its documented rules: pairs of QuantizeLinear and DequantizeLinear, minimum and
 * maximum of the calibration samples, int8 activations with zero points, int8 weights per output channel without, biases of 32 bits. A clamp behind an operator is
 * taken up by that operator's result; moved and pooled words keep their scale; softmax gives words of 1/256 from -128 on.
 *
 * <p>Images are [n, c, h, w] in between, as ONNX has them. The network is the one after our passes (folded batch normalization and additions of constants), which
 * {@code quantize_static} asks its users to have folded before, too.
 */
final class StaticQuantization {

    private static final int LEAST = -128;
    private static final int GREATEST = 127;

    /** How words are given to a tensor: {@code real = scale · (word − zero)}. */
    private record Words(float scale, int zero) {

        static Words of(RealRange range) {
            double low = Math.min(0, range.low());
            double high = Math.max(0, range.high());
            double scale = (high - low) / (GREATEST - LEAST);
            return scale < Float.MIN_NORMAL
                    ? new Words(1, 0)
                    : new Words((float) scale, (int) Math.rint(LEAST - low / scale));
        }
    }

    private final Graph graph;
    private final Calibration seen;
    private final OnnxSketch sketch = new OnnxSketch(13);
    private final Map<String, Words> words = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> takenUp = new HashSet<>();

    private StaticQuantization(Graph graph, Calibration seen) {
        this.graph = graph;
        this.seen = seen;
    }

    /** The name of the one input, whose shape is the network's. */
    static String input(Graph graph) {
        return graph.inputs().getFirst().name();
    }

    /** The name of the one output. */
    static String output(Graph graph) {
        return paired(graph.outputs().getFirst());
    }

    /**
     * Writes the file.
     *
     * @param graph simplified, of real numbers, with one input and one output
     * @param seen on the calibration samples
     */
    static byte[] write(Graph graph, Calibration seen) {
        StaticQuantization file = new StaticQuantization(graph, seen);
        String input = input(graph);
        Shape shape = graph.type(input).shape();
        file.sketch.input(
                input,
                OnnxSketch.FLOAT,
                shape.sizes().stream().mapToInt(size -> size).toArray());
        file.pair(input, input, Words.of(seen.of(input).orElseThrow().range()));
        if (shape.rank() == 4) {
            file.names.put(input, file.transposed(file.names.get(input), input + " first", 0, 3, 1, 2));
        }
        graph.nodes().forEach(file::node);
        String output = graph.outputs().getFirst();
        file.sketch.output(
                output(graph),
                OnnxSketch.FLOAT,
                graph.type(output).shape().sizes().stream()
                        .mapToInt(size -> size)
                        .toArray());
        return file.sketch.bytes();
    }

    private static String paired(String tensor) {
        return tensor + " real";
    }

    /** Quantizes a tensor and makes real numbers of its words again. */
    private void pair(String tensor, String made, Words type) {
        sketch.constant(tensor + " scale", OnnxSketch.FLOAT, List.of(), type.scale())
                .constant(tensor + " zero", OnnxSketch.INT8, List.of(), type.zero())
                .node("", "QuantizeLinear", List.of(made, tensor + " scale", tensor + " zero"), tensor + " words")
                .node(
                        "",
                        "DequantizeLinear",
                        List.of(tensor + " words", tensor + " scale", tensor + " zero"),
                        paired(tensor));
        words.put(tensor, type);
        names.put(tensor, paired(tensor));
    }

    private String transposed(String from, String to, long... order) {
        sketch.node("", "Transpose", List.of(from), to, Attribute.of("perm", order));
        return to;
    }

    private void node(Node node) {
        if (takenUp.contains(node.name())) {
            return;
        }
        String own = node.name() + " made";
        if (node.op() instanceof Conv2d op) {
            convolution(node, own, op.sliding(), op.groups());
        } else if (node.op() instanceof DepthwiseConv2d op) {
            convolution(
                    node,
                    own,
                    op.sliding(),
                    graph.type(node.operands().getFirst()).shape().size(3));
        } else if (node.op() instanceof Dense) {
            sketch.node("", "Gemm", sum(node, false), own, Attribute.one("transB", 1));
        } else if (node.op() instanceof Add) {
            sketch.node("", "Add", List.of(addend(node, 0), addend(node, 1)), own);
        } else if (node.op() instanceof MaxPool op) {
            pool("MaxPool", node, own, op.window());
        } else if (node.op() instanceof AveragePool op) {
            pool("AveragePool", node, own, op.window());
        } else if (node.op() instanceof GlobalAveragePool) {
            sketch.node(
                    "", "GlobalAveragePool", List.of(names.get(node.operands().getFirst())), own + " 4");
            reshaped(own + " 4", own, node.type().shape());
        } else if (node.op() instanceof ClampOp op) {
            clamp(op, names.get(node.operands().getFirst()), own);
        } else if (node.op() instanceof Softmax) {
            sketch.node("", "Softmax", List.of(names.get(node.operands().getFirst())), own, Attribute.one("axis", -1));
        } else if (isReshape(node)) {
            move(node, own);
        } else {
            throw new IllegalArgumentException(node.name() + ": " + node.op().mnemonic() + " is not written");
        }
        result(node, own);
    }

    private static boolean isReshape(Node node) {
        return node.op() instanceof Reshape || node.op() instanceof Flatten;
    }

    /** The words of a result: its operand's, a softmax's, or what was seen of it, behind the clamp that takes it up. */
    private void result(Node node, String own) {
        boolean keeps = node.op() instanceof MaxPool || isReshape(node);
        if (keeps) {
            pair(node.name(), own, words.get(node.operands().getFirst()));
            return;
        }
        if (node.op() instanceof Softmax) {
            pair(node.name(), own, new Words(1f / 256, LEAST));
            return;
        }
        List<Node> readers = graph.readers(node.name());
        if (readers.size() == 1 && readers.getFirst().op() instanceof ClampOp) {
            String clamp = readers.getFirst().name();
            takenUp.add(clamp);
            pair(clamp, own, Words.of(seen.of(clamp).orElseThrow().range()));
        } else {
            pair(node.name(), own, Words.of(seen.of(node.name()).orElseThrow().range()));
        }
    }

    private void clamp(ClampOp op, String from, String to) {
        sketch.constant(to + " low", OnnxSketch.FLOAT, List.of(), op.low())
                .constant(to + " high", OnnxSketch.FLOAT, List.of(), op.high())
                .node("", "Clip", List.of(from, to + " low", to + " high"), to);
    }

    private void reshaped(String from, String to, Shape shape) {
        double[] sizes = shape.sizes().stream().mapToDouble(size -> size).toArray();
        sketch.constant(to + " shape", OnnxSketch.INT64, List.of(sizes.length), sizes)
                .node("", "Reshape", List.of(from, to + " shape"), to);
    }

    /** A reshape of an image goes by way of [n, h, w, c], the order of which it speaks. */
    private void move(Node node, String own) {
        String operand = node.operands().getFirst();
        Shape to = node.type().shape();
        String from = names.get(operand);
        if (graph.type(operand).shape().rank() == 4) {
            from = transposed(from, own + " last", 0, 2, 3, 1);
        }
        if (to.rank() == 4) {
            reshaped(from, own + " shaped", to);
            transposed(own + " shaped", own, 0, 3, 1, 2);
        } else {
            reshaped(from, own, to);
        }
    }

    private void pool(String operator, Node node, String own, Window window) {
        Shape image = graph.type(node.operands().getFirst()).shape();
        sketch.node(
                "",
                operator,
                List.of(names.get(node.operands().getFirst())),
                own,
                Attribute.of("kernel_shape", window.height(), window.width()),
                Attribute.of("strides", window.strideHeight(), window.strideWidth()),
                pads(window, image));
    }

    private static Attribute pads(Window window, Shape image) {
        return Attribute.of(
                "pads",
                window.top(image.size(1)),
                window.left(image.size(2)),
                window.bottom(image.size(1)),
                window.right(image.size(2)));
    }

    private void convolution(Node node, String own, Sliding sliding, int groups) {
        Shape weights = graph.type(node.operands().get(1)).shape();
        Window window = sliding.window(weights.size(1), weights.size(2));
        sketch.node(
                "",
                "Conv",
                sum(node, true),
                own,
                Attribute.of("kernel_shape", window.height(), window.width()),
                Attribute.of("strides", window.strideHeight(), window.strideWidth()),
                Attribute.of("dilations", window.dilationHeight(), window.dilationWidth()),
                Attribute.one("group", groups),
                pads(window, graph.type(node.operands().getFirst()).shape()));
    }

    /** A tensor, or a constant in int8 words without a zero point. */
    private String addend(Node node, int operand) {
        String name = node.operands().get(operand);
        if (graph.constant(name).isEmpty()) {
            return names.get(name);
        }
        RealTensor real = graph.constant(name).orElseThrow().real();
        int count = real.shape().elements();
        double greatest = IntStream.range(0, count)
                .mapToDouble(i -> Math.abs(real.at(i)))
                .max()
                .orElse(0);
        double scale = greatest == 0 ? 1 : (float) (greatest / GREATEST);
        double[] quantized = IntStream.range(0, count)
                .mapToDouble(i -> Math.clamp(Math.rint(real.at(i) / scale), -GREATEST, GREATEST))
                .toArray();
        boolean image = node.type().shape().rank() == 4;
        List<Integer> dims = new ArrayList<>(real.shape().sizes());
        while (image && dims.size() < 4) {
            dims.addFirst(1);
        }
        String own = node.name() + " constant";
        sketch.constant(own, OnnxSketch.INT8, image ? inner(dims) : dims, image ? inner(dims, quantized) : quantized)
                .constant(own + " scale", OnnxSketch.FLOAT, List.of(), scale)
                .constant(own + " zero", OnnxSketch.INT8, List.of(), 0)
                .node("", "DequantizeLinear", List.of(own, own + " scale", own + " zero"), paired(own));
        return paired(own);
    }

    /** The operands of a sum of products: weights per output channel, and the bias in steps of what is summed. */
    private List<String> sum(Node node, boolean image) {
        Constant weights = graph.constant(node.operands().get(1)).orElseThrow();
        RealTensor real = weights.real();
        int channels = real.shape().size(0);
        int taps = real.shape().elements() / channels;
        double[] scales = new double[channels];
        double[] quantized = new double[real.shape().elements()];
        for (int k = 0; k < channels; k++) {
            int from = k * taps;
            double greatest = IntStream.range(from, from + taps)
                    .mapToDouble(i -> Math.abs(real.at(i)))
                    .max()
                    .orElse(0);
            scales[k] = greatest == 0 ? 1 : (float) (greatest / GREATEST);
            for (int i = from; i < from + taps; i++) {
                quantized[i] = Math.clamp(Math.rint(real.at(i) / scales[k]), -GREATEST, GREATEST);
            }
        }
        List<Integer> dims = new ArrayList<>(real.shape().sizes());
        String name = node.name() + " weights";
        parameter(
                name, OnnxSketch.INT8, image ? inner(dims) : dims, image ? inner(dims, quantized) : quantized, scales);
        List<String> operands =
                new ArrayList<>(List.of(names.get(node.operands().getFirst()), paired(name)));
        if (node.operands().size() > 2) {
            RealTensor bias =
                    graph.constant(node.operands().get(2)).orElseThrow().real();
            float read = words.get(node.operands().getFirst()).scale();
            double[] steps =
                    Arrays.stream(scales).map(scale -> (float) (read * scale)).toArray();
            double[] rounded = IntStream.range(0, channels)
                    .mapToDouble(k -> Math.rint(bias.at(k) / steps[k]))
                    .toArray();
            parameter(node.name() + " bias", OnnxSketch.INT32, List.of(channels), rounded, steps);
            operands.add(paired(node.name() + " bias"));
        }
        return operands;
    }

    private void parameter(String name, int type, List<Integer> dims, double[] values, double[] scales) {
        sketch.constant(name, type, dims, values)
                .constant(name + " scale", OnnxSketch.FLOAT, List.of(scales.length), scales)
                .constant(name + " zero", type, List.of(scales.length), new double[scales.length])
                .node(
                        "",
                        "DequantizeLinear",
                        List.of(name, name + " scale", name + " zero"),
                        paired(name),
                        Attribute.one("axis", 0));
    }

    /** The dimensions of [k, r, s, c] as [k, c, r, s]. */
    private static List<Integer> inner(List<Integer> dims) {
        return List.of(dims.get(0), dims.get(3), dims.get(1), dims.get(2));
    }

    private static double[] inner(List<Integer> dims, double[] values) {
        int places = dims.get(1) * dims.get(2);
        int channels = dims.get(3);
        double[] moved = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int k = i / (places * channels);
            int place = i / channels % places;
            moved[(k * channels + i % channels) * places + place] = values[i];
        }
        return moved;
    }
}
