package dev.intarsia.frontend.model;

import dev.intarsia.frontend.Graphs;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.FusedSum;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.AttributeValue.RealNumber;
import dev.intarsia.ir.graph.AttributeValue.WholeNumber;
import dev.intarsia.ir.graph.AttributeValue.WholeNumbers;
import dev.intarsia.ir.graph.AttributeValue.Word;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.Preprocessing;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/**
 * Makes a graph of a row of numbers: each decision takes the next one, and 0 once they have run out. So a shorter row and smaller numbers
 * make a simpler graph, and jqwik's shrinking of the row shrinks the graph.
 */
final class RandomGraphs {

    private static final List<String> NAMES = List.of(
            "a",
            "conv1",
            "input",
            "model",
            "output",
            "scale",
            "per",
            "axis",
            "x.y",
            "b-1",
            "w.scale",
            "w",
            "w.multiplier",
            "w.left.shift",
            "softmax",
            "weird name",
            "Größe",
            "`quoted\\`",
            "line\nend",
            "1st",
            "",
            "clamp",
            "k",
            "i8",
            "real",
            "\ud83d\ude00",
            "tab\t");

    private final List<Integer> row;
    private final boolean quantized;
    private int next;
    private final List<Input> inputs = new ArrayList<>();
    private final List<Constant> constants = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> unused = new ArrayList<>(NAMES);

    private RandomGraphs(List<Integer> row, boolean quantized) {
        this.row = row;
        this.quantized = quantized;
    }

    /** A graph; its shapes are right, its integers may be inconsistent. */
    static Graph of(List<Integer> row, boolean quantized) {
        return new RandomGraphs(row, quantized).graph();
    }

    private int choose(int count) {
        return next < row.size() ? Math.floorMod(row.get(next++), count) : 0;
    }

    private <T> T choose(List<T> from) {
        return from.get(choose(from.size()));
    }

    private String name() {
        return unused.isEmpty() || choose(2) == 0
                ? "t" + (inputs.size() + constants.size() + nodes.size())
                : unused.remove(choose(unused.size()));
    }

    private Graph graph() {
        int inputCount = 1 + choose(2);
        for (int i = 0; i < inputCount; i++) {
            Shape shape =
                    choose(List.of(Shape.of(1, 4, 4, 2), Shape.of(1, 3), Shape.of(1, 2, 3), Shape.of(2, 5, 5, 1)));
            inputs.add(new Input(
                    name(),
                    type(shape),
                    choose(2) == 0 ? Optional.empty() : Optional.of(preprocessing(shape)),
                    Graphs.PLACE));
        }
        int nodeCount = choose(8);
        for (int i = 0; i < nodeCount; i++) {
            addNode();
        }
        if (choose(3) == 1) {
            Collections.reverse(constants);
        }
        if (choose(4) == 1) {
            constants.add(constant(Shape.of(3)));
        }
        List<String> tensors = tensors();
        List<String> outputs = new ArrayList<>(List.of(tensors.getLast()));
        if (tensors.size() > 1 && choose(2) == 1) {
            outputs.add(tensors.getFirst());
        }
        return new Graph(choose(List.of("m", "my model", "output")), inputs, constants, nodes, outputs);
    }

    private List<String> tensors() {
        List<String> tensors = new ArrayList<>();
        inputs.forEach(input -> tensors.add(input.name()));
        nodes.forEach(node -> tensors.add(node.name()));
        return tensors;
    }

    private TensorType typeOf(String tensor) {
        return inputs.stream()
                .filter(i -> i.name().equals(tensor))
                .map(Input::type)
                .findFirst()
                .orElseGet(() -> nodes.stream()
                        .filter(n -> n.name().equals(tensor))
                        .findFirst()
                        .orElseThrow()
                        .type());
    }

    private void addNode() {
        String operand = choose(tensors());
        Shape shape = typeOf(operand).shape();
        Op op = operator(shape);
        List<String> operands = new ArrayList<>(List.of(operand));
        List<Shape> shapes = new ArrayList<>(List.of(shape));
        for (Shape weight : weights(op.mnemonic(), shape)) {
            Optional<Constant> old = constants.stream()
                    .filter(c -> c.type().shape().equals(weight))
                    .findFirst();
            Constant constant = old.isPresent() && choose(4) == 1 ? old.get() : constant(weight);
            if (!constants.contains(constant)) {
                constants.add(constant);
            }
            operands.add(constant.name());
            shapes.add(weight);
        }
        if (op.mnemonic().equals("add")) {
            operands.add(operand);
            shapes.add(shape);
        }
        Optional<Shape> result = Graphs.shape(op, shapes.toArray(Shape[]::new));
        if (result.isPresent()) {
            String name = name();
            nodes.add(new Node(
                    name,
                    op,
                    operands,
                    type(result.get()),
                    quantized && choose(4) != 3 ? Optional.of(arithmetic(result.get())) : Optional.empty(),
                    Graphs.PLACE));
        }
    }

    private Op operator(Shape shape) {
        AttributeValue one = choose(List.of(new WholeNumber(1), new WholeNumber(2), new WholeNumbers(List.of(2L, 1L))));
        AttributeValue padding =
                choose(List.of(new Word("valid"), new Word("same"), new WholeNumbers(List.of(1L, 0L, 0L, 1L))));
        String mnemonic = shape.rank() == 4
                ? choose(List.of(
                        "relu", "conv2d", "max_pool", "average_pool", "add", "clamp", "pad", "depthwise_conv2d"))
                : choose(List.of("relu", "softmax", "add", "clamp", "relu6", "quantize", "reshape", "dense"));
        return Graphs.op(
                mnemonic,
                switch (mnemonic) {
                    case "conv2d", "depthwise_conv2d" -> Map.of("stride", one, "padding", padding);
                    case "max_pool", "average_pool" -> Map.of("kernel", one, "stride", one);
                    case "clamp" ->
                        Map.of(
                                "low",
                                new RealNumber(choose(List.of(0.0, -1.5, -1e-30))),
                                "high",
                                new RealNumber(choose(List.of(6.0, 0.1, 1e30))));
                    case "pad" -> Map.of("padding", new WholeNumbers(List.of(1L, 2L, 0L, 1L)));
                    case "reshape" -> Map.of("shape", new WholeNumbers(List.of(1L, (long) shape.elements())));
                    default -> Map.of();
                });
    }

    private List<Shape> weights(String mnemonic, Shape shape) {
        int channels = shape.size(-1);
        return switch (mnemonic) {
            case "conv2d" ->
                choose(2) == 0
                        ? List.of(Shape.of(3, 2, 2, channels))
                        : List.of(Shape.of(3, 1, 1, channels), Shape.of(3));
            case "depthwise_conv2d" -> List.of(Shape.of(channels, 2, 2, 1));
            case "dense" -> List.of(Shape.of(4, channels), Shape.of(4));
            default -> List.of();
        };
    }

    private Constant constant(Shape shape) {
        TensorType type = type(shape);
        String name = name();
        if (type.isReal()) {
            float[] values = new float[shape.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = choose(List.of(0f, -0f, 1.5f, Float.MIN_VALUE, Float.MAX_VALUE, -0.1f));
            }
            return Constant.real(name, RealTensor.owning(shape, values), Graphs.PLACE);
        }
        IntFormat format = type.quantized().format();
        LongUnaryOperator word =
                i -> choose(List.of(format.contains(0) ? 0 : format.min(), format.min(), largest(format)));
        long[] words = IntStream.range(0, shape.elements())
                .mapToLong(word::applyAsLong)
                .toArray();
        return new Constant(name, type, RawTensor.owning(format, shape, words), Graphs.PLACE);
    }

    /** The greatest word that is a positive long. */
    private static long largest(IntFormat format) {
        return format.max() < 0 ? Long.MAX_VALUE : format.max();
    }

    private TensorType type(Shape shape) {
        if (!quantized || choose(4) == 3) {
            return TensorType.real(shape);
        }
        IntFormat format = new IntFormat(choose(2) == 0, choose(List.of(8, 4, 16, 33, 64, 1)));
        long zero = choose(List.of(0L, format.min(), largest(format)));
        int axis = choose(3) == 0 ? choose(shape.rank()) : -1;
        Scale scale = axis < 0
                ? Scale.perTensor(factor())
                : Scale.perAxis(
                        IntStream.range(0, shape.size(axis))
                                .mapToObj(i -> factor())
                                .toList(),
                        axis);
        return new TensorType(new Quantized(format, scale, format.contains(zero) ? zero : 0), shape);
    }

    private double factor() {
        return choose(List.of(1.0, 0.003921569, 1.0 / 255, 1.0 / 3, Double.MIN_VALUE, 1e300, 0.1));
    }

    private Preprocessing preprocessing(Shape shape) {
        List<Double> mean = choose(2) == 0 ? List.of(choose(List.of(0.0, 0.1307, -0.0))) : perChannel(shape);
        List<Double> deviation = choose(2) == 0 ? List.of(choose(List.of(1.0, 0.3081))) : perChannel(shape);
        return new Preprocessing(new IntFormat(false, 1 + choose(16)), factor(), mean, deviation);
    }

    private List<Double> perChannel(Shape shape) {
        return IntStream.range(0, shape.size(-1)).mapToObj(c -> 0.5 + c).toList();
    }

    private NodeArithmetic arithmetic(Shape shape) {
        Clamp clamp = choose(List.of(new Clamp(0, 0), new Clamp(-128, 127), new Clamp(Long.MIN_VALUE, Long.MAX_VALUE)));
        IntFormat format = new IntFormat(true, 8 + choose(57));
        return switch (choose(9)) {
            case 0 -> new NodeArithmetic.Move();
            case 1 -> new NodeArithmetic.Bound(clamp);
            case 2 -> new NodeArithmetic.Average(choose(List.of(Rounding.values())), clamp);
            case 3 -> new NodeArithmetic.Rescale(rescaling(shape), clamp);
            case 4 -> new NodeArithmetic.Softmax(choose(List.of(SoftmaxForm.values())), parameters(), -choose(1000));
            case 7 -> new NodeArithmetic.Count();
            case 6 ->
                new NodeArithmetic.FusedAdd(
                        new FusedSum(choose(List.of(0.1f, 1f, 1e-5f)), 3 / 7f, -choose(1000) / 3f), clamp);
            case 5 -> new NodeArithmetic.Add(choose(21), rescaling(shape), rescaling(shape), rescaling(shape), clamp);
            default ->
                new NodeArithmetic.Accumulate(
                        choose(List.of(
                                new Accumulation.Exact(format),
                                new Accumulation.Wrap(format),
                                new Accumulation.SaturateEnd(format),
                                new Accumulation.SaturateChunk(format, 1 + choose(16)))),
                        rescaling(shape),
                        clamp);
        };
    }

    private Rescaling rescaling(Shape shape) {
        Requantizer form = choose(List.of(
                MultiplyShift.TFLM,
                MultiplyShift.SINGLE,
                RealScale.R3,
                RealScale.R4,
                new PowerOfTwo(Rounding.HALF_EVEN),
                new MultiplyShift(2 + choose(31), false, choose(List.of(Rounding.values())))));
        int count = choose(2) == 0 ? 1 : shape.size(-1);
        return new Rescaling(
                form, IntStream.range(0, count).mapToObj(i -> parameters()).toList());
    }

    private ScaleParameters parameters() {
        return new ScaleParameters(choose(List.of(1L, 1518500250L, -5L, Long.MAX_VALUE)), choose(80) - 10);
    }
}
