package dev.intarsia.simulator.sketch;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import dev.intarsia.ir.command.CommandProgram;
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
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.plan.SearchingPlanner;
import dev.intarsia.ir.sequence.Sequence;
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
import java.util.stream.Stream;

/** A small residual classifier with random weights, taken through lowering, planning and sequencing. */
public final class PlannedNetwork {

    private static final Quantized WORD = new Quantized(IntFormat.I8, Scale.perTensor(1), -3);
    private static final Quantized WEIGHT = new Quantized(IntFormat.I8, Scale.perTensor(1), 0);
    private static final Quantized BIAS = new Quantized(IntFormat.I32, Scale.perTensor(1), 0);
    private static final Clamp BYTE = new Clamp(-128, 127);
    private static final ModelNode PLACE = new ModelNode("planned.inta", "");

    private final Random random;
    private final MultiplyShift form;
    private final List<Constant> constants = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    private PlannedNetwork(long seed, MultiplyShift form) {
        random = new Random(seed);
        this.form = form;
    }

    /** The network on an image of {@code size × size × 1}, with so many channels in its first layers. */
    public static CommandProgram program(Accelerator target, int size, int channels, MultiplyShift form, long seed) {
        PlannedNetwork network = new PlannedNetwork(seed, form);
        Shape image = Shape.of(1, size, size, 1);
        Input input = new Input(
                "image",
                new TensorType(new Quantized(IntFormat.U8, Scale.perTensor(1), 7), image),
                Optional.empty(),
                PLACE);
        Sliding half = Sliding.strided(2, new Padding.Same());
        Sliding unit = Sliding.unit(new Padding.Same());
        int middle = (size + 1) / 2;
        Shape first = Shape.of(1, middle, middle, channels);
        Shape pooled = Shape.of(1, middle / 2, middle / 2, channels);
        network.sum("conv1", new Conv2d(half, 1), "image", Shape.of(channels, 3, 3, 1), first, 9);
        network.sum("conv2", new Conv2d(unit, 1), "conv1", Shape.of(channels, 3, 3, channels), first, 9 * channels);
        network.sum("depth", new DepthwiseConv2d(unit), "conv2", Shape.of(channels, 3, 3, 1), first, 9);
        network.add("residual", "conv1", "depth", first);
        network.node(
                "pool",
                new MaxPool(new Window(2, 2, 2, 2, 1, 1, new Padding.Valid())),
                List.of("residual"),
                WORD,
                pooled,
                new NodeArithmetic.Bound(BYTE));
        int features = pooled.elements();
        network.node("flat", new Flatten(), List.of("pool"), WORD, Shape.of(1, features), new NodeArithmetic.Move());
        network.sum("logits", new Dense(), "flat", Shape.of(10, features), Shape.of(1, 10), features);
        network.node(
                "probabilities",
                new Softmax(),
                List.of("logits"),
                new Quantized(IntFormat.I8, Scale.perTensor(1.0 / 256), -128),
                Shape.of(1, 10),
                new NodeArithmetic.Softmax(SoftmaxForm.FIXED_POINT, new ScaleParameters(1L << 30, 31 - 22), -248));
        Graph graph = new Graph("planned", List.of(input), network.constants, network.nodes, List.of("probabilities"));
        return Sequence.apply(new SearchingPlanner()
                .plan(Lower.lower(new QuantizedGraph(graph, "single")), target, new Diagnostics()));
    }

    /** Random words for the input of a program. */
    public static RawTensor image(CommandProgram program, Random random) {
        TensorType type = program.source().meaning().graph().inputs().getFirst().type();
        Shape shape = type.shape().withoutFirst();
        long[] words = random.longs(shape.elements(), 0, 256).toArray();
        return RawTensor.owning(IntFormat.U8, shape, words);
    }

    private void sum(String name, Op op, String operand, Shape weights, Shape result, int taps) {
        constants.add(words(name + ".w", WEIGHT, weights, 127));
        int channels = result.size(-1);
        constants.add(words(name + ".b", BIAS, Shape.of(channels), 2000));
        int shift = 31 + (int) Math.round(Math.log(40 * Math.sqrt(taps)) / Math.log(2));
        List<ScaleParameters> parameters = Stream.generate(() ->
                        new ScaleParameters(random.nextInt(1 << 30, Integer.MAX_VALUE), shift + random.nextInt(2)))
                .limit(channels)
                .toList();
        node(
                name,
                op,
                List.of(operand, name + ".w", name + ".b"),
                WORD,
                result,
                new NodeArithmetic.Accumulate(
                        new Accumulation.Wrap(IntFormat.I32), new Rescaling(form, parameters), BYTE));
    }

    private void add(String name, String left, String right, Shape shape) {
        node(
                name,
                new Add(),
                List.of(left, right),
                WORD,
                shape,
                new NodeArithmetic.Add(
                        16, one(1_500_000_000, 31), one(1_100_000_000, 31), one(1_200_000_000, 47), BYTE));
    }

    private Rescaling one(long multiplier, int shift) {
        return new Rescaling(form, List.of(new ScaleParameters(multiplier, shift)));
    }

    private Constant words(String name, Quantized type, Shape shape, int bound) {
        long[] words = random.longs(shape.elements(), -bound, bound + 1).toArray();
        return new Constant(name, new TensorType(type, shape), RawTensor.owning(type.format(), shape, words), PLACE);
    }

    private void node(
            String name, Op op, List<String> operands, Quantized type, Shape shape, NodeArithmetic arithmetic) {
        nodes.add(new Node(
                name,
                op,
                operands,
                new TensorType(type, shape),
                Optional.of(arithmetic),
                new ModelNode("planned.inta", "node " + name)));
    }
}
