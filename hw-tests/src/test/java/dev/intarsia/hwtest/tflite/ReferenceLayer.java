package dev.intarsia.hwtest.tflite;

import dev.intarsia.hwtest.tflite.TfliteModel.Bytes;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One layer, here and there.
 *
 * @param real of real numbers, a clamp a node of its own
 * @param intervals of the real numbers that each input takes
 * @param integers what becomes of it in integers, unless it has none
 * @param operator the same node to TensorFlow Lite
 * @param bytes how its unsigned words are stored
 */
record ReferenceLayer(
        Graph real,
        List<LayerSketch.Interval> intervals,
        Optional<Integers> integers,
        TfliteOperator operator,
        Bytes bytes) {

    /** CEIL, ELU and ROUND: TensorFlow Lite has one kernel of each, which its list of reference kernels does not name. */
    private static final List<Integer> WITHOUT_REFERENCE = List.of(104, 111, 116);

    ReferenceLayer {
        intervals = List.copyOf(intervals);
    }

    /**
     * The layer in integers.
     *
     * @param graph of one node
     * @param typed the same as a file gives it: types and no arithmetic, and a clamp a node of its own
     */
    record Integers(QuantizedGraph graph, Graph typed) {}

    QuantizedGraph graph() {
        return integers.orElseThrow().graph();
    }

    Graph typed() {
        return integers.orElseThrow().typed();
    }

    /** The file that both read. */
    byte[] file() {
        return TfliteModel.of(integers.isPresent() ? typed() : real, operator, bytes);
    }

    /** Which words an input has. */
    enum Words {
        /** Any, equally often. */
        UNIFORM,
        /** The least and the greatest, so that sums reach far. */
        EXTREME,
        /** The zero point and its neighbours. */
        NEAR_ZERO
    }

    Node node() {
        return graph().graph().nodes().getFirst();
    }

    /** The layer in TensorFlow Lite; to be closed. */
    ReferenceInterpreter interpreter() {
        return new ReferenceInterpreter(file(), WITHOUT_REFERENCE.contains(operator.builtin()));
    }

    /** Random words for each input, without the batch axis. */
    List<RawTensor> inputs(Words kind, RandomGenerator random) {
        List<RawTensor> inputs = new ArrayList<>();
        for (Input input : graph().graph().inputs()) {
            IntFormat format = input.type().quantized().format();
            long zero = input.type().quantized().zeroPoint();
            Shape shape = input.type().shape().withoutFirst();
            long[] words = new long[shape.elements()];
            for (int i = 0; i < words.length; i++) {
                words[i] = switch (kind) {
                    case UNIFORM -> random.nextLong(format.min(), format.max() + 1);
                    case EXTREME -> random.nextBoolean() ? format.min() : format.max();
                    case NEAR_ZERO -> Math.clamp(zero + random.nextInt(-3, 4), format.min(), format.max());
                };
            }
            inputs.add(RawTensor.owning(format, shape, words));
        }
        return inputs;
    }

    /** Random real numbers for each input, batch axis included. */
    List<RealTensor> realInputs(RandomGenerator random) {
        List<RealTensor> inputs = new ArrayList<>();
        for (Input input : real.inputs()) {
            LayerSketch.Interval interval = intervals.get(inputs.size());
            float[] values = new float[input.type().shape().elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (interval.low() + random.nextDouble() * (interval.high() - interval.low()));
            }
            inputs.add(RealTensor.owning(input.type().shape(), values));
        }
        return inputs;
    }

    /** The real numbers of TensorFlow Lite's reference kernel. */
    float[] realReference(ReferenceInterpreter interpreter, List<RealTensor> inputs) {
        return TfliteModel.numbers(
                interpreter.run(inputs.stream().map(TfliteModel::stored).toList()));
    }

    /** The words of TensorFlow Lite's reference kernel. */
    RawTensor reference(ReferenceInterpreter interpreter, List<RawTensor> inputs) {
        byte[] stored = interpreter.run(
                inputs.stream().map(words -> TfliteModel.stored(words, bytes)).toList());
        return TfliteModel.words(
                stored,
                node().type().quantized().format(),
                node().type().shape().withoutFirst(),
                bytes);
    }

    /**
     * The same layer with unsigned words of 8 bits, as TensorFlow Lite had them first: activations 128 more, weights of a zero point of their own.
     *
     * @param shift how far the weights' zero point lies from 128
     * @return empty for weights of several scales, which that form does not have
     */
    Optional<ReferenceLayer> unsigned(int shift, ArithmeticProfile profile) {
        List<Constant> constants = new ArrayList<>();
        for (Constant constant : typed().constants()) {
            boolean weights = !constant.type().quantized().scale().isPerTensor();
            if (weights) {
                return Optional.empty();
            }
            constants.add(unsigned(constant, constant.name().equals("w") ? shift : 0));
        }
        List<Input> inputs = typed().inputs().stream()
                .map(input -> new Input(input.name(), unsigned(input.type(), 0), Optional.empty(), input.location()))
                .toList();
        List<Node> nodes = typed().nodes().stream()
                .map(node -> new Node(
                        node.name(),
                        node.op(),
                        node.operands(),
                        unsigned(node.type(), 0),
                        Optional.empty(),
                        node.location()))
                .toList();
        Graph graph = new Graph(typed().name(), inputs, constants, nodes, typed().outputs());
        return Optional.of(new ReferenceLayer(
                real,
                intervals,
                Optional.of(new Integers(FollowTypes.apply(graph, profile, new Diagnostics()), graph)),
                operator,
                Bytes.UNSIGNED));
    }

    private static TensorType unsigned(TensorType type, int shift) {
        Quantized element = type.quantized();
        return element.format().equals(IntFormat.I8)
                ? new TensorType(
                        new Quantized(IntFormat.U8, element.scale(), element.zeroPoint() + 128 + shift), type.shape())
                : type;
    }

    private static Constant unsigned(Constant constant, int shift) {
        TensorType type = unsigned(constant.type(), shift);
        if (type.equals(constant.type())) {
            return constant;
        }
        long[] words = constant.raw().toArray();
        for (int i = 0; i < words.length; i++) {
            words[i] = Math.clamp(words[i] + 128 + shift, 0, 255);
        }
        return new Constant(
                constant.name(), type, RawTensor.owning(IntFormat.U8, type.shape(), words), constant.location());
    }
}
