package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.hwtest.tflite.TfliteOperator.Activation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.Preprocessing;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Relu6;
import dev.intarsia.ir.quantize.ApplyQuantization;
import dev.intarsia.ir.quantize.CalibrationCollector;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.quantize.PostTraining;
import dev.intarsia.ir.quantize.QuantizationPlan;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layer of real numbers whose tensors' intervals are given and not measured, and what the compiler's own quantizer makes of it. So the
 * multipliers, shifts, clamps and bias scales that are compared with TensorFlow Lite's are the quantizer's.
 */
final class LayerSketch {

    private static final ModelNode HERE = new ModelNode("sketch", "y");

    private final String name;
    private final QuantizationSettings settings;
    private final boolean real;
    private final CalibrationCollector intervals = new CalibrationCollector();
    private final List<Input> inputs = new ArrayList<>();
    private final List<Constant> constants = new ArrayList<>();
    private final List<String> operands = new ArrayList<>();
    private final List<Shape> shapes = new ArrayList<>();
    private final List<Interval> taken = new ArrayList<>();

    LayerSketch(String name, QuantizationSettings settings) {
        this(name, settings, false);
    }

    /** @param real whether it stays a layer of real numbers */
    LayerSketch(String name, QuantizationSettings settings, boolean real) {
        this.name = name;
        this.settings = settings;
        this.real = real;
    }

    /** An input [1, …] whose numbers lie in an interval. */
    LayerSketch input(Shape shape, Interval interval) {
        return input(shape, interval, Optional.empty());
    }

    /** An input [1, …] of stored unsigned words from 0 to 255, each worth {@code scale}. */
    LayerSketch unsignedInput(Shape shape, double scale) {
        return input(
                shape,
                new Interval(0, 255 * scale),
                Optional.of(new Preprocessing(IntFormat.U8, scale, List.of(0.0), List.of(1.0))));
    }

    private LayerSketch input(Shape shape, Interval interval, Optional<Preprocessing> preprocessing) {
        String name = "x" + inputs.size();
        inputs.add(new Input(name, TensorType.real(shape), preprocessing, HERE));
        seen(name, interval);
        taken.add(interval);
        operands.add(name);
        shapes.add(shape);
        return this;
    }

    LayerSketch constant(String name, RealTensor value) {
        constants.add(Constant.real(name, value, HERE));
        operands.add(name);
        shapes.add(value.shape());
        return this;
    }

    /** A constant that is words in a layer of real numbers, too. */
    LayerSketch words(String name, Quantized element, RawTensor words) {
        constants.add(new Constant(name, new TensorType(element, words.shape()), words, HERE));
        operands.add(name);
        shapes.add(words.shape());
        return this;
    }

    private void seen(String tensor, Interval interval) {
        intervals.tensor(tensor, RealTensor.of(Shape.of(2), (float) interval.low(), (float) interval.high()));
    }

    /** The layer; empty when the operator refuses the shapes, as when a window does not fit. */
    Optional<ReferenceLayer> layer(Op op, TfliteOperator operator, Activation activation, Interval result) {
        Optional<Shape> shape = op.shape(shapes, HERE, new Diagnostics());
        if (shape.isEmpty()) {
            return Optional.empty();
        }
        List<Node> nodes = new ArrayList<>();
        Optional<Op> clamp = clamping(activation);
        String first = clamp.isPresent() ? "unbounded" : "y";
        nodes.add(Node.real(first, op, operands, TensorType.real(shape.get()), HERE));
        seen(first, result);
        clamp.ifPresent(c -> {
            nodes.add(Node.real("y", c, List.of(first), TensorType.real(shape.get()), HERE));
            seen("y", result);
        });
        Graph graph = new Graph(name, inputs, constants, nodes, List.of("y"));
        if (real) {
            return Optional.of(new ReferenceLayer(graph, taken, Optional.empty(), operator, TfliteModel.Bytes.SIGNED));
        }
        Diagnostics diagnostics = new Diagnostics();
        QuantizationPlan plan = new PostTraining().plan(graph, intervals.calibration(), settings, diagnostics);
        diagnostics.stopOnErrors();
        QuantizedGraph planned = ApplyQuantization.apply(graph, plan, diagnostics);
        Graph typed = typed(graph, plan, planned);
        QuantizedGraph followed = FollowTypes.apply(typed, settings.profile(), diagnostics);
        assertEquals(
                GraphPrinter.print(planned).text(), GraphPrinter.print(followed).text());
        return Optional.of(new ReferenceLayer(
                graph,
                taken,
                Optional.of(new ReferenceLayer.Integers(followed, typed)),
                operator,
                TfliteModel.Bytes.SIGNED));
    }

    /** The same layer as a file gives it: types and no arithmetic, and the clamp a node of its own. */
    private static Graph typed(Graph real, QuantizationPlan plan, QuantizedGraph planned) {
        List<Node> nodes = real.nodes().stream()
                .map(node -> new Node(
                        node.name(),
                        node.op(),
                        node.operands(),
                        new TensorType(
                                plan.tensors().get(plan.resultOf(node.name())),
                                node.type().shape()),
                        Optional.empty(),
                        node.location()))
                .toList();
        Graph graph = planned.graph();
        return new Graph(graph.name(), graph.inputs(), graph.constants(), nodes, graph.outputs());
    }

    private static Optional<Op> clamping(Activation activation) {
        return switch (activation) {
            case NONE -> Optional.empty();
            case RELU -> Optional.of(new Relu());
            case RELU6 -> Optional.of(new Relu6());
        };
    }

    /** The numbers that a tensor takes. */
    record Interval(double low, double high) {}
}
