package dev.intarsia.ir.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the integers of a node have to hold. */
class IntegerRuleTest {

    private static final Quantized ACTIVATION = NodeDraft.type(IntFormat.I8, 0.5, 3);
    private static final Quantized WEIGHT = NodeDraft.type(IntFormat.I8, 0.25, 0);
    private static final Quantized BIAS = NodeDraft.type(IntFormat.I32, 0.125, 0);
    private static final Clamp ALL = new Clamp(-128, 127);

    private static NodeArithmetic sum(int pairs, int shift, Clamp clamp) {
        return new NodeArithmetic.Accumulate(
                new Accumulation.Exact(IntFormat.I32),
                new Rescaling(MultiplyShift.TFLM, Collections.nCopies(pairs, new ScaleParameters(1 << 30, shift))),
                clamp);
    }

    private static QuantizedNode dense(Quantized weight, Quantized bias, NodeArithmetic arithmetic) {
        return new NodeDraft()
                .input("x", ACTIVATION, 1, 4)
                .constant("w", weight, 2, 4)
                .constant("b", bias, 2)
                .node("y", new Dense(), ACTIVATION, Shape.of(1, 2), arithmetic);
    }

    private static void says(String message, QuantizedNode node) {
        assertEquals(List.of(message), NodeDraft.messages(node));
    }

    @Test
    void whatIsRightIsSilent() {
        assertEquals(List.of(), NodeDraft.messages(dense(WEIGHT, BIAS, sum(1, 38, ALL))));
        assertEquals(List.of(), NodeDraft.messages(dense(WEIGHT, BIAS, sum(2, 38, ALL))));
        Quantized perChannel = new Quantized(IntFormat.I8, Scale.perAxis(List.of(0.25, 0.5), 0), 0);
        Quantized bias = new Quantized(IntFormat.I32, Scale.perAxis(List.of(0.125, 0.25), 0), 0);
        assertEquals(List.of(), NodeDraft.messages(dense(perChannel, bias, sum(2, 38, ALL))));
    }

    @Test
    void sumsOfProducts() {
        says("y: dense takes the arithmetic accumulate, found move", dense(WEIGHT, BIAS, new NodeArithmetic.Move()));
        says("y: there are 3 pairs of multiplier and shift for 2 channels", dense(WEIGHT, BIAS, sum(3, 38, ALL)));
        says(
                "y: the weights have the zero point 1",
                dense(NodeDraft.type(IntFormat.I8, 0.25, 1), BIAS, sum(1, 38, ALL)));
        says(
                "y: the bias has the scale 0.5 at channel 0",
                dense(WEIGHT, NodeDraft.type(IntFormat.I32, 0.5, 0), sum(1, 38, ALL)));
        says(
                "y: the bias has the zero point 4",
                dense(WEIGHT, NodeDraft.type(IntFormat.I32, 0.125, 4), sum(1, 38, ALL)));
        says("y: clamp 0 … 255 is not inside i8", dense(WEIGHT, BIAS, sum(1, 38, new Clamp(0, 255))));
        says(
                "y: the multiplier 1073741824 with the shift 63 is outside of double i32 half_away",
                dense(WEIGHT, BIAS, sum(1, 63, ALL)));
    }

    @Test
    void whatKeepsItsQuantizationHasEqualTypes() {
        says(
                "y: relu keeps the quantization of its operand, found i8 scale [0.5] zero 3 and i8 scale [0.25] zero 0",
                new NodeDraft()
                        .input("x", ACTIVATION, 1, 4)
                        .node("y", new Relu(), WEIGHT, Shape.of(1, 4), new NodeArithmetic.Bound(ALL)));
    }

    @Test
    void batchNormalizationHasNoIntegers() {
        QuantizedNode node = new NodeDraft()
                .input("x", ACTIVATION, 1, 4)
                .node("y", new BatchNorm(0.001), ACTIVATION, Shape.of(1, 4), new NodeArithmetic.Move());
        says("y is a batch_norm, which has no integer form", node);
    }

    @Test
    void logarithmOfSoftmaxHasOneOutputType() {
        NodeArithmetic fixed =
                new NodeArithmetic.Softmax(SoftmaxForm.FIXED_POINT, new ScaleParameters(1 << 30, 6), -60);
        assertEquals(
                List.of(),
                NodeDraft.messages(new NodeDraft()
                        .input("x", ACTIVATION, 1, 4)
                        .node(
                                "y",
                                new LogSoftmax(-1),
                                NodeDraft.type(IntFormat.I8, 1.0 / 16, 127),
                                Shape.of(1, 4),
                                fixed)));
        says(
                "y: log_softmax gives words of scale 2^-4 and zero point 127, found i8 scale [0.00390625] zero -128",
                new NodeDraft()
                        .input("x", ACTIVATION, 1, 4)
                        .node(
                                "y",
                                new LogSoftmax(-1),
                                NodeDraft.type(IntFormat.I8, 1.0 / 256, -128),
                                Shape.of(1, 4),
                                fixed));
        says(
                "y: log_softmax along axis 1",
                new NodeDraft()
                        .input("x", ACTIVATION, 1, 4, 2)
                        .node(
                                "y",
                                new LogSoftmax(1),
                                NodeDraft.type(IntFormat.I8, 1.0 / 16, 127),
                                Shape.of(1, 4, 2),
                                fixed));
    }

    @Test
    void softmaxHasOneOutputType() {
        NodeArithmetic fixed =
                new NodeArithmetic.Softmax(SoftmaxForm.FIXED_POINT, new ScaleParameters(1 << 30, 6), -60);
        Quantized right = NodeDraft.type(IntFormat.I8, 1.0 / 256, -128);
        assertEquals(
                List.of(),
                NodeDraft.messages(new NodeDraft()
                        .input("x", ACTIVATION, 1, 4)
                        .node("y", new Softmax(), right, Shape.of(1, 4), fixed)));
        says(
                "y: softmax gives words of scale 2^-8 and zero point -128, found i8 scale [0.5] zero 3",
                new NodeDraft()
                        .input("x", ACTIVATION, 1, 4)
                        .node("y", new Softmax(), ACTIVATION, Shape.of(1, 4), fixed));
        says(
                "y: softmax in the form float_table is made of real numbers and has no kernel",
                new NodeDraft()
                        .input("x", ACTIVATION, 1, 4)
                        .node(
                                "y",
                                new Softmax(),
                                right,
                                Shape.of(1, 4),
                                new NodeArithmetic.Softmax(
                                        SoftmaxForm.FLOAT_TABLE, new ScaleParameters(1 << 30, 6), -60)));
    }
}
