package dev.intarsia.hwtest.verify;

import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Accumulating;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Smaller networks of one layer: fewer output channels, fewer input channels, less of an image. */
final class Slices {

    private Slices() {}

    /** A stretch of an axis. */
    record Stretch(int first, int size) {}

    /** Whether the layer is a sum of products whose outputs see every input channel, so that its channels can be left out. */
    static boolean isPlainSum(Case whole) {
        Graph graph = whole.graph().graph();
        Node node = graph.nodes().getFirst();
        return graph.nodes().size() == 1
                && graph.inputs().size() == 1
                && node.op() instanceof Accumulating sum
                && node.arithmetic().orElseThrow() instanceof NodeArithmetic.Accumulate
                && sum.groups(graph.type(node.operands().getFirst()).shape()) == 1
                && graph.constant(node.operands().get(1)).isPresent();
    }

    /** Only some output channels: rows of the weights. */
    static Case outputs(Case whole, Stretch kept) {
        Graph graph = whole.graph().graph();
        Node node = graph.nodes().getFirst();
        NodeArithmetic.Accumulate sum =
                (NodeArithmetic.Accumulate) node.arithmetic().orElseThrow();
        List<Constant> constants =
                graph.constants().stream().map(c -> sliced(c, 0, kept)).toList();
        int channelAxis = node.type().shape().rank() - 1;
        Node smaller = new Node(
                node.name(),
                node.op(),
                node.operands(),
                sliced(node.type(), channelAxis, kept),
                Optional.of(new NodeArithmetic.Accumulate(sum.accumulation(), sliced(sum.output(), kept), sum.clamp())),
                node.location());
        return with(whole, graph.inputs(), constants, smaller, whole.inputs());
    }

    /** Only some input channels: the last axis of the input and of the weights. */
    static Case inputs(Case whole, Stretch kept) {
        Graph graph = whole.graph().graph();
        Node node = graph.nodes().getFirst();
        Input input = graph.inputs().getFirst();
        int axis = input.type().shape().rank() - 1;
        List<Constant> constants = graph.constants().stream()
                .map(c -> c.name().equals(node.operands().get(1))
                        ? sliced(c, c.type().shape().rank() - 1, kept)
                        : c)
                .toList();
        return with(
                whole,
                List.of(retyped(input, sliced(input.type(), axis, kept))),
                constants,
                node,
                List.of(sliced(whole.inputs().getFirst(), axis - 1, kept)));
    }

    /** Only a stretch of all inputs along an axis, counted with the batch axis; empty where the operator has no such form. */
    static Optional<Case> image(Case whole, int axis, Stretch kept) {
        Graph graph = whole.graph().graph();
        List<Input> inputs = graph.inputs().stream()
                .map(input -> retyped(input, sliced(input.type(), axis, kept)))
                .toList();
        Node node = graph.nodes().getFirst();
        List<Shape> operands = node.operands().stream()
                .map(name -> inputs.stream()
                        .filter(i -> i.name().equals(name))
                        .findFirst()
                        .map(i -> i.type().shape())
                        .orElseGet(() -> graph.type(name).shape()))
                .toList();
        return node.op()
                .shape(operands, node.location(), new Diagnostics())
                .map(shape -> with(
                        whole,
                        inputs,
                        graph.constants(),
                        new Node(
                                node.name(),
                                node.op(),
                                node.operands(),
                                node.type().withShape(shape),
                                node.arithmetic(),
                                node.location()),
                        whole.inputs().stream()
                                .map(words -> sliced(words, axis - 1, kept))
                                .toList()));
    }

    private static Case with(
            Case whole, List<Input> inputs, List<Constant> constants, Node node, List<RawTensor> words) {
        Graph graph = new Graph(
                whole.graph().graph().name(),
                inputs,
                constants,
                List.of(node),
                whole.graph().graph().outputs());
        return new Case(new QuantizedGraph(graph, whole.graph().profile()), words);
    }

    private static Input retyped(Input input, TensorType type) {
        return new Input(input.name(), type, input.preprocessing(), input.location());
    }

    private static Constant sliced(Constant constant, int axis, Stretch kept) {
        return new Constant(
                constant.name(),
                sliced(constant.type(), axis, kept),
                sliced(constant.raw(), axis, kept),
                constant.location());
    }

    private static TensorType sliced(TensorType type, int axis, Stretch kept) {
        Quantized element = type.quantized();
        Scale scale = element.scale();
        Scale own = scale.isPerTensor() || scale.axis() != axis
                ? scale
                : Scale.perAxis(scale.factors().subList(kept.first(), kept.first() + kept.size()), axis);
        List<Integer> sizes = new ArrayList<>(type.shape().sizes());
        sizes.set(axis, kept.size());
        return new TensorType(new Quantized(element.format(), own, element.zeroPoint()), new Shape(sizes));
    }

    private static Rescaling sliced(Rescaling rescaling, Stretch kept) {
        List<ScaleParameters> all = rescaling.parameters();
        return rescaling.isPerTensor()
                ? rescaling
                : new Rescaling(rescaling.form(), all.subList(kept.first(), kept.first() + kept.size()));
    }

    private static RawTensor sliced(RawTensor words, int axis, Stretch kept) {
        Shape shape = words.shape();
        List<Integer> sizes = new ArrayList<>(shape.sizes());
        sizes.set(axis, kept.size());
        Shape smaller = new Shape(sizes);
        int inner = shape.strides()[axis];
        long[] part = new long[smaller.elements()];
        for (int i = 0; i < part.length; i++) {
            int outer = i / (inner * kept.size());
            int along = i / inner % kept.size() + kept.first();
            part[i] = words.at((outer * shape.size(axis) + along) * inner + i % inner);
        }
        return RawTensor.owning(words.format(), smaller, part);
    }
}
