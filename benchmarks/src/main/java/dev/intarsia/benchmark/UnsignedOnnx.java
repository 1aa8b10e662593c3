package dev.intarsia.benchmark;

import dev.intarsia.benchmark.OnnxGraph.Attribute;
import dev.intarsia.benchmark.OnnxGraph.Type;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A network of 8-bit words in the form that ONNX Runtime is fastest with: operators on integers, channels first, activations unsigned, each
 * 128 more than ours, weights signed. Its rescaling is that of ONNX Runtime, so its words may differ from ours by a step.
 */
final class UnsignedOnnx {

    /** The domain of operators that are ONNX Runtime's own. */
    static final String CONTRIBUTED = "com.microsoft";

    private static final int SHIFT = 128;

    /** Writes a node of one kind. */
    @FunctionalInterface
    private interface Row {
        void write(UnsignedOnnx model, QuantizedNode node);
    }

    private static final Map<Class<?>, Row> ROWS = Map.of(
            Conv2d.class,
                    (model, node) ->
                            model.convolution(node, ((Conv2d) node.node().op())),
            Dense.class, UnsignedOnnx::dense,
            Add.class, UnsignedOnnx::add,
            AveragePool.class, UnsignedOnnx::average,
            Reshape.class, (model, node) -> model.names.put(node.name(), model.operand(node, 0)),
            Softmax.class, UnsignedOnnx::softmax);

    private final OnnxGraph onnx = new OnnxGraph();
    /** What a tensor is called there: a reshape between vectors is none. */
    private final Map<String, String> names = new HashMap<>();

    private int constants;

    private UnsignedOnnx() {}

    /**
     * The model as a file.
     *
     * @throws IllegalArgumentException when an operator has no form here
     */
    static byte[] of(QuantizedGraph graph) {
        UnsignedOnnx model = new UnsignedOnnx();
        Input input = graph.graph().inputs().getFirst();
        model.onnx.input(input.name(), Type.UINT8, channelsFirst(input.type().shape()));
        for (QuantizedNode node : graph.quantizedNodes()) {
            Row row = ROWS.get(node.node().op().getClass());
            if (row == null) {
                throw new IllegalArgumentException(
                        node.name() + ": " + node.node().op().mnemonic() + " has no form for ONNX Runtime here");
            }
            row.write(model, node);
        }
        String output = graph.graph().outputs().getFirst();
        model.onnx.output(
                output,
                Type.FLOAT,
                List.of(1, graph.graph().type(output).shape().elements(), 1, 1));
        return model.onnx.bytes();
    }

    private static List<Integer> channelsFirst(Shape shape) {
        return shape.rank() == 4
                ? List.of(shape.size(0), shape.size(3), shape.size(1), shape.size(2))
                : List.of(shape.size(0), shape.size(1), 1, 1);
    }

    private String operand(QuantizedNode node, int index) {
        String name = node.node().operands().get(index);
        return names.getOrDefault(name, name);
    }

    private void convolution(QuantizedNode node, Conv2d op) {
        Shape image = node.operandShape(0);
        Shape weights = node.operandShape(1);
        Window window = op.sliding().window(weights.size(1), weights.size(2));
        sum(
                node,
                weights,
                List.of(
                        Attribute.list("strides", window.strideHeight(), window.strideWidth()),
                        Attribute.one("group", op.groups()),
                        Attribute.list(
                                "pads",
                                window.top(image.size(0)),
                                window.left(image.size(1)),
                                window.bottom(image.size(0)),
                                window.right(image.size(1)))));
    }

    /** A dense layer is a convolution of an image of one pixel. */
    private void dense(QuantizedNode node) {
        Shape weights = node.operandShape(1);
        sum(node, Shape.of(weights.size(0), 1, 1, weights.size(1)), List.of());
    }

    private void sum(QuantizedNode node, Shape weights, List<Attribute> attributes) {
        int channels = weights.size(0);
        RawTensor words = node.constant(1);
        ByteBuffer moved = bytes(words.shape().elements());
        for (int k = 0; k < channels; k++) {
            for (int c = 0; c < weights.size(3); c++) {
                for (int tap = 0; tap < weights.size(1) * weights.size(2); tap++) {
                    int at = (k * weights.size(1) * weights.size(2) + tap) * weights.size(3) + c;
                    moved.put((byte) words.at(at));
                }
            }
        }
        List<String> operands = new ArrayList<>(scaled(operand(node, 0), node.operandElement(0)));
        operands.add(constant(Type.INT8, List.of(channels, weights.size(3), weights.size(1), weights.size(2)), moved));
        Quantized element = node.operandElement(1);
        ByteBuffer scales = bytes(4 * channels);
        for (int k = 0; k < channels; k++) {
            scales.putFloat((float) element.scale().at(k));
        }
        operands.add(constant(Type.FLOAT, List.of(channels), scales));
        operands.add(constant(Type.INT8, List.of(channels), bytes(channels)));
        operands.addAll(target(node));
        ByteBuffer bias = bytes(4 * channels);
        for (int k = 0; k < channels; k++) {
            bias.putInt(Math.toIntExact(node.constant(2).at(k)));
        }
        operands.add(constant(Type.INT32, List.of(channels), bias));
        onnx.node("", "QLinearConv", operands, node.name(), attributes);
    }

    private void add(QuantizedNode node) {
        List<String> operands = new ArrayList<>(scaled(operand(node, 0), node.operandElement(0)));
        operands.addAll(scaled(operand(node, 1), node.operandElement(1)));
        operands.addAll(target(node));
        onnx.node(CONTRIBUTED, "QLinearAdd", operands, node.name(), List.of());
    }

    /** A pool over the whole image. */
    private void average(QuantizedNode node) {
        if (node.shape().size(0) * node.shape().size(1) != 1) {
            throw new IllegalArgumentException(node.name() + " does not average the whole image");
        }
        List<String> operands = new ArrayList<>(scaled(operand(node, 0), node.operandElement(0)));
        operands.addAll(target(node));
        onnx.node(
                CONTRIBUTED,
                "QLinearGlobalAveragePool",
                operands,
                node.name(),
                List.of(Attribute.one("channels_last", 0)));
    }

    private void softmax(QuantizedNode node) {
        String real = node.name() + "#real";
        onnx.node("", "DequantizeLinear", scaled(operand(node, 0), node.operandElement(0)), real, List.of());
        onnx.node("", "Softmax", List.of(real), node.name(), List.of(Attribute.one("axis", 1)));
    }

    private List<String> scaled(String tensor, Quantized element) {
        List<String> operands = new ArrayList<>(List.of(tensor));
        operands.addAll(scale(element));
        return operands;
    }

    private List<String> target(QuantizedNode node) {
        return scale(node.element());
    }

    private List<String> scale(Quantized element) {
        if (!element.format().equals(IntFormat.I8)) {
            throw new IllegalArgumentException("only i8 has a form for ONNX Runtime here, not " + element.format());
        }
        ByteBuffer zero = bytes(1).put((byte) (element.zeroPoint() + SHIFT));
        return List.of(
                constant(Type.FLOAT, List.of(), bytes(4).putFloat((float)
                        element.scale().at(0))),
                constant(Type.UINT8, List.of(), zero));
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    }

    private String constant(Type type, List<Integer> shape, ByteBuffer words) {
        String name = "constant" + constants++;
        onnx.constant(name, type, shape, words);
        return name;
    }

    /** An image of ours as that model takes it. */
    static byte[] input(RawTensor image) {
        Shape shape = image.shape();
        int pixels = shape.size(0) * shape.size(1);
        int channels = shape.size(2);
        byte[] bytes = new byte[shape.elements()];
        IntStream.range(0, bytes.length)
                .forEach(i -> bytes[i % channels * pixels + i / channels] = (byte) (image.at(i) + SHIFT));
        return bytes;
    }
}
