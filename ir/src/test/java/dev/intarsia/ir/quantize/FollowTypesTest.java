package dev.intarsia.ir.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.Dequantize;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Relu6;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Types as files have them: unsigned words, weights with a zero point, wide activations, integers between real numbers. */
class FollowTypesTest {

    private static final ModelNode HERE = new ModelNode("m", "y");
    private static final Shape ROW = Shape.of(1, 2);
    private static final Quantized BYTES = new Quantized(IntFormat.I8, Scale.perTensor(0.5), 3);
    private static final Quantized UNSIGNED = new Quantized(IntFormat.U8, Scale.perTensor(0.25), 128);

    private final Diagnostics diagnostics = new Diagnostics();

    private static Node node(String name, dev.intarsia.ir.graph.Op op, Quantized type, String... operands) {
        return new Node(name, op, List.of(operands), new TensorType(type, ROW), Optional.empty(), HERE);
    }

    private static Input input(Quantized type) {
        return new Input("x", new TensorType(type, ROW), Optional.empty(), HERE);
    }

    private static Constant weights(Quantized type, long... words) {
        Shape shape = Shape.of(2, 2);
        return new Constant("w", new TensorType(type, shape), RawTensor.of(type.format(), shape, words), HERE);
    }

    private static Constant bias(IntFormat format, double scale, long... words) {
        Quantized type = new Quantized(format, Scale.perTensor(scale), 0);
        return new Constant("b", new TensorType(type, Shape.of(2)), RawTensor.of(format, Shape.of(2), words), HERE);
    }

    private QuantizedGraph follow(Graph graph) {
        return FollowTypes.apply(graph, ArithmeticProfile.TFLM, diagnostics);
    }

    @Test
    void weightsKeepTheirDifferenceFromTheZeroPoint() {
        Constant weights = weights(UNSIGNED, 0, 128, 129, 255);
        Graph graph = new Graph(
                "m",
                List.of(input(UNSIGNED)),
                List.of(weights),
                List.of(node("y", new Dense(), UNSIGNED, "x", "w")),
                List.of("y"));
        Constant kept = follow(graph).graph().constant("w").orElseThrow();
        IntFormat nine = new IntFormat(true, 9);
        assertEquals(RawTensor.of(nine, Shape.of(2, 2), -128, 0, 1, 127), trimmed(kept.raw(), nine));
        assertEquals(0, kept.type().quantized().zeroPoint());
        assertEquals(
                TensorQuantization.dequantize(weights.raw(), UNSIGNED),
                TensorQuantization.dequantize(kept.raw(), kept.type().quantized()));
    }

    private static RawTensor trimmed(RawTensor words, IntFormat format) {
        return RawTensor.of(format, words.shape(), words.toArray());
    }

    @Test
    void clampBehindANodeIsItsOwnAndGivesItsName() {
        Quantized narrow = new Quantized(IntFormat.I8, Scale.perTensor(0.125), 0);
        Graph graph = new Graph(
                "m",
                List.of(input(BYTES)),
                List.of(weights(narrow, 1, 2, 3, 4), bias(IntFormat.I32, 0.0625, 7, -7)),
                List.of(node("y/pre", new Dense(), BYTES, "x", "w", "b"), node("y", new Relu6(), BYTES, "y/pre")),
                List.of("y"));
        Graph followed = follow(graph).graph();
        assertEquals(List.of("y"), followed.nodes().stream().map(Node::name).toList());
        var sum = (NodeArithmetic.Accumulate)
                followed.nodes().getFirst().arithmetic().orElseThrow();
        assertEquals(new Clamp(3, 15), sum.clamp());
        assertEquals(MultiplyShift.TFLM, sum.output().form());
    }

    @Test
    void clampToAnotherScaleRescales() {
        Quantized other = new Quantized(IntFormat.I8, Scale.perTensor(0.25), -1);
        Graph graph = new Graph(
                "m", List.of(input(BYTES)), List.of(), List.of(node("y", new Relu(), other, "x")), List.of("y"));
        var rescale = (NodeArithmetic.Rescale)
                follow(graph).graph().nodes().getFirst().arithmetic().orElseThrow();
        assertEquals(new Clamp(-1, 127), rescale.clamp());
    }

    @Test
    void theBiasSaysHowWideTheSumOfWideActivationsIs() {
        Quantized words = new Quantized(IntFormat.I16, Scale.perTensor(0x1p-10), 0);
        Quantized narrow = new Quantized(IntFormat.I8, Scale.perTensor(0.125), 0);
        for (IntFormat format : List.of(IntFormat.I32, IntFormat.I64)) {
            Graph graph = new Graph(
                    "m",
                    List.of(input(words)),
                    List.of(weights(narrow, 1, 2, 3, 4), bias(format, 0x1p-13, 7, -7)),
                    List.of(node("y", new Dense(), words, "x", "w", "b")),
                    List.of("y"));
            var sum = (NodeArithmetic.Accumulate)
                    follow(graph).graph().nodes().getFirst().arithmetic().orElseThrow();
            assertEquals(
                    format.equals(IntFormat.I32) ? MultiplyShift.TFLM : MultiplyShift.TFLM_WIDE,
                    sum.output().form());
        }
    }

    /** A great bias where the scale is small, and a scale above 1 where sums are small: neither channel leaves its 32 bits. */
    @Test
    void eachChannelsSumsAreHeldToItsOwnShift() {
        Quantized scales = new Quantized(IntFormat.I8, new Scale(List.of(0x1p-30, 4.0), 0), 0);
        Quantized products = new Quantized(IntFormat.I32, new Scale(List.of(0x1p-31, 2.0), 0), 0);
        for (long other : new long[] {5, 1L << 30}) {
            Constant bias = new Constant(
                    "b",
                    new TensorType(products, Shape.of(2)),
                    RawTensor.of(IntFormat.I32, Shape.of(2), 1L << 30, other),
                    HERE);
            Graph graph = new Graph(
                    "m",
                    List.of(input(BYTES)),
                    List.of(weights(scales, 1, 2, 3, 4), bias),
                    List.of(node("y", new Dense(), BYTES, "x", "w", "b")),
                    List.of("y"));
            var sum = (NodeArithmetic.Accumulate)
                    follow(graph).graph().nodes().getFirst().arithmetic().orElseThrow();
            assertEquals(
                    other == 5 ? MultiplyShift.TFLM : MultiplyShift.TFLM_WIDE,
                    sum.output().form());
        }
    }

    @Test
    void integersBetweenRealNumbersAreCutOut() {
        Graph graph = new Graph(
                "m",
                List.of(new Input("x", TensorType.real(ROW), Optional.empty(), HERE)),
                List.of(),
                List.of(
                        node("q", new Quantize(), BYTES, "x"),
                        node("y", new Relu(), BYTES, "q"),
                        Node.real("d", new Dequantize(), List.of("y"), TensorType.real(ROW), HERE),
                        Node.real("p", new Softmax(), List.of("d"), TensorType.real(ROW), HERE)),
                List.of("p"));
        MixedGraph mixed = MixedGraph.of(graph, diagnostics);
        assertEquals(List.of("q"), mixed.before().orElseThrow().outputs());
        assertEquals(
                List.of("q"),
                mixed.integers().inputs().stream().map(Input::name).toList());
        assertEquals(List.of("y"), mixed.integers().outputs());
        assertEquals(List.of("p"), mixed.after().orElseThrow().outputs());
        assertEquals(List.of("p"), mixed.real());
        follow(graph);
        assertTrue(diagnostics.found().getFirst().message().contains("computed in real numbers"));
    }

    @Test
    void realNumbersBetweenIntegersAreRefused() {
        Graph graph = new Graph(
                "m",
                List.of(input(BYTES)),
                List.of(),
                List.of(
                        node("a", new Relu(), BYTES, "x"),
                        Node.real("d", new Dequantize(), List.of("a"), TensorType.real(ROW), HERE),
                        node("q", new Quantize(), BYTES, "d"),
                        node("y", new Relu(), BYTES, "q")),
                List.of("y"));
        assertThrows(InvalidInputException.class, () -> follow(graph));
    }

    @Test
    void storedWeightsOfARealNetworkBecomeReal() {
        Quantized narrow = new Quantized(IntFormat.I8, Scale.perAxis(List.of(0.5, 2.0), 0), 0);
        Shape square = Shape.of(2, 2);
        Graph graph = new Graph(
                "m",
                List.of(new Input("x", TensorType.real(ROW), Optional.empty(), HERE)),
                List.of(weights(narrow, 1, 2, 3, 4)),
                List.of(
                        Node.real("d", new Dequantize(), List.of("w"), TensorType.real(square), HERE),
                        Node.real("y", new Dense(), List.of("x", "d"), TensorType.real(ROW), HERE),
                        Node.real("z", new Dense(), List.of("y", "w"), TensorType.real(ROW), HERE)),
                List.of("z"));
        Graph real = DequantizeConstants.apply(graph);
        RealTensor expected = RealTensor.of(square, 0.5f, 1, 6, 8);
        assertEquals(List.of("y", "z"), real.nodes().stream().map(Node::name).toList());
        assertEquals(expected, real.constant("d").orElseThrow().real());
        assertEquals(expected, real.constant("w/real").orElseThrow().real());
    }

    @Test
    void softmaxOfLogitsThatLieTooCloseIsRefused() {
        Quantized near = new Quantized(IntFormat.I8, Scale.perTensor(0x1p-26), 0);
        Graph graph = new Graph(
                "m", List.of(input(near)), List.of(), List.of(node("y", new Softmax(), BYTES, "x")), List.of("y"));
        String message =
                assertThrows(InvalidInputException.class, () -> follow(graph)).getMessage();
        assertTrue(message.contains("too close to each other for softmax"), message);
    }
}
