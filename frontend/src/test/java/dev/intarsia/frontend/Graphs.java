package dev.intarsia.frontend;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.Preprocessing;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.op.Operators;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Graphs for tests, and what it takes to make and compare them. */
public final class Graphs {

    public static final Location PLACE = new ModelNode("test", "");

    private Graphs() {}

    /** The operator of this name with these attributes and the standard ones. */
    public static Op op(String mnemonic, Map<String, AttributeValue> attributes) {
        OpSyntax syntax = Operators.named(mnemonic).orElseThrow();
        Map<String, AttributeValue> values = new HashMap<>(attributes);
        for (OpSyntax.Parameter parameter : syntax.parameters()) {
            if (!parameter.required()) {
                values.putIfAbsent(parameter.name(), parameter.standard());
            }
        }
        return syntax.make().apply(new OpSyntax.Arguments(values));
    }

    /** The shape that an operator gives, if the operands fit it. */
    public static Optional<Shape> shape(Op op, Shape... operands) {
        return op.shape(List.of(operands), PLACE, new Diagnostics());
    }

    /** The graph with one place for everything. */
    public static Graph withoutLocations(Graph g) {
        return new Graph(
                g.name(),
                g.inputs().stream()
                        .map(i -> new Input(i.name(), i.type(), i.preprocessing(), PLACE))
                        .toList(),
                g.constants().stream()
                        .map(c -> new Constant(c.name(), c.type(), c.value(), PLACE))
                        .toList(),
                g.nodes().stream()
                        .map(n -> new Node(n.name(), n.op(), n.operands(), n.type(), n.arithmetic(), PLACE))
                        .toList(),
                g.outputs());
    }

    public static TensorType quantized(IntFormat format, double scale, long zero, int... sizes) {
        return new TensorType(new Quantized(format, Scale.perTensor(scale), zero), Shape.of(sizes));
    }

    /** A small network with every form of arithmetic, per tensor and per channel. */
    public static QuantizedGraph quantizedExample() {
        TensorType image = quantized(IntFormat.U8, 0.5, 3, 1, 4, 4, 1);
        TensorType map = quantized(IntFormat.I8, 0.25, -1, 1, 4, 4, 2);
        TensorType pooled = quantized(IntFormat.I8, 0.25, -1, 1, 2, 2, 2);
        TensorType flat = quantized(IntFormat.I8, 0.25, -1, 1, 8);
        TensorType other = quantized(new IntFormat(true, 6), 0.125, 0, 1, 8);
        TensorType probability = quantized(new IntFormat(true, 6), 1.0 / 64, -32, 1, 8);
        Shape weights = Shape.of(2, 1, 1, 1);
        IntFormat i4 = new IntFormat(true, 4);
        Clamp i8 = new Clamp(-128, 127);
        Rescaling one = new Rescaling(MultiplyShift.SINGLE, List.of(new ScaleParameters(1 << 30, 31)));
        Rescaling two = new Rescaling(
                MultiplyShift.TFLM, List.of(new ScaleParameters(1518500250, 33), new ScaleParameters(1 << 30, 32)));
        return new QuantizedGraph(
                new Graph(
                        "example",
                        List.of(new Input(
                                "image",
                                image,
                                Optional.of(
                                        new Preprocessing(IntFormat.U8, 1.0 / 255, List.of(0.1307), List.of(0.3081))),
                                PLACE)),
                        List.of(
                                new Constant(
                                        "conv.w",
                                        new TensorType(
                                                new Quantized(i4, Scale.perAxis(List.of(0.1, 0.7), 0), 0), weights),
                                        RawTensor.of(i4, weights, -8, 7),
                                        PLACE),
                                new Constant(
                                        "conv.b",
                                        new TensorType(
                                                new Quantized(IntFormat.I32, Scale.perAxis(List.of(0.05, 0.35), 0), 0),
                                                Shape.of(2)),
                                        RawTensor.of(IntFormat.I32, Shape.of(2), -1000, 70000),
                                        PLACE)),
                        List.of(
                                node(
                                        "conv",
                                        op("conv2d", Map.of()),
                                        List.of("image", "conv.w", "conv.b"),
                                        map,
                                        new NodeArithmetic.Accumulate(
                                                new Accumulation.SaturateChunk(new IntFormat(true, 20), 4), two, i8)),
                                node(
                                        "sum",
                                        op("add", Map.of()),
                                        List.of("conv", "conv"),
                                        map,
                                        new NodeArithmetic.Add(20, one, one, one, i8)),
                                node("pool", pool("max_pool"), List.of("sum"), pooled, new NodeArithmetic.Bound(i8)),
                                node(
                                        "mean",
                                        pool("average_pool"),
                                        List.of("sum"),
                                        pooled,
                                        new NodeArithmetic.Average(Rounding.HALF_AWAY, i8)),
                                node("flat", op("flatten", Map.of()), List.of("mean"), flat, new NodeArithmetic.Move()),
                                node(
                                        "logits",
                                        op("quantize", Map.of()),
                                        List.of("flat"),
                                        other,
                                        new NodeArithmetic.Rescale(one, new Clamp(-32, 31))),
                                node(
                                        "probabilities",
                                        op("softmax", Map.of()),
                                        List.of("logits"),
                                        probability,
                                        new NodeArithmetic.Softmax(
                                                SoftmaxForm.FIXED_POINT, new ScaleParameters(1 << 30, 8), -100))),
                        List.of("probabilities", "pool")),
                "tflm");
    }

    private static Op pool(String mnemonic) {
        AttributeValue two = new AttributeValue.WholeNumber(2);
        return op(mnemonic, Map.of("kernel", two, "stride", two));
    }

    private static Node node(String name, Op op, List<String> operands, TensorType type, NodeArithmetic arithmetic) {
        return new Node(name, op, operands, type, Optional.of(arithmetic), PLACE);
    }
}
