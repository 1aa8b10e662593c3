package dev.intarsia.ir.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.Elementwise;
import dev.intarsia.ir.op.Function;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.pass.TestNetwork;
import dev.intarsia.ir.quantize.TensorError.Cause;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One dense layer with its activation, y = relu(1.25·x), errors worked by hand. */
class ErrorCollectorTest {

    private final Graph graph = TestNetwork.of(1, 1, 1)
            .then(new Dense(), RealTensor.of(Shape.of(1, 1), 1.25f))
            .then(new Relu())
            .graph();

    /** x has steps of 1, the weight of 1.25 has steps of ½ and becomes 1.5, y has steps of 2 from 0 to 510. */
    private QuantizationPlan plan(Accumulation accumulation) {
        NodeArithmetic accumulate = new NodeArithmetic.Accumulate(
                accumulation,
                new Rescaling(MultiplyShift.TFLM, List.of(new ScaleParameters(1 << 30, 32))),
                new Clamp(-128, 127));
        return new QuantizationPlan(
                "tflm",
                Map.of(
                        "x", new Quantized(IntFormat.I16, Scale.perTensor(1), 0),
                        "dense1.c1", new Quantized(IntFormat.I8, Scale.perTensor(0.5), 0),
                        "dense1", new Quantized(IntFormat.I8, Scale.perTensor(2), -128)),
                Map.of("dense1", new NodeChoice.Compute(accumulate), "relu2", new NodeChoice.Merge("dense1")));
    }

    private TensorError error(Accumulation accumulation, float realInput, long inputWord, long outputWord) {
        ErrorCollector collector = new ErrorCollector(graph, plan(accumulation));
        assertEquals(List.of(), collector.errors());
        collector.add(
                TestNetwork.run(graph, RealTensor.of(Shape.of(1, 1), realInput)),
                Map.of(
                        "x", RawTensor.of(IntFormat.I16, Shape.of(1), inputWord),
                        "relu2", RawTensor.of(IntFormat.I8, Shape.of(1), outputWord)));
        return collector.errors().getFirst();
    }

    private static Map<Cause, Double> parts(
            double inherited, double weights, double rounding, double clipping, double overflow) {
        return Map.of(
                Cause.INHERITED, inherited,
                Cause.WEIGHTS, weights,
                Cause.ROUNDING, rounding,
                Cause.CLIPPING, clipping,
                Cause.OVERFLOW, overflow,
                Cause.TABLE, 0.0);
    }

    private static final Accumulation PROVED = new Accumulation.Exact(IntFormat.I32);

    @Test
    void inheritedWeightsAndRounding() {
        // real 10.4·1.25 = 13; of the word 10 it would be 12.5, with the weight 1.5 it is 15 = 7.5 steps; the word says
        // 8
        TensorError error = error(PROVED, 10.4f, 10, -120);
        assertEquals(
                new TensorError("relu2", 1.5, 1.5, 10 * Math.log10(6.5 * 6.5 / 2.25), parts(0.25, 1.25, 0.5, 0, 0)),
                error);
        assertEquals(Cause.WEIGHTS, error.ownCause());
    }

    @Test
    void clipping() {
        // 400·1.5 = 600 = 300 steps, of which 255 are there
        TensorError error = error(PROVED, 400, 400, 127);
        assertEquals(parts(0, 50, 0, 45, 0), error.parts());
        assertEquals(5, error.lossLsb(), "one error hides the other");
    }

    @Test
    void overflow() {
        // 100·1.5 = 75 steps, but the accumulator lost something
        TensorError error = error(new Accumulation.Wrap(new IntFormat(true, 8)), 100, 100, -128);
        assertEquals(parts(0, 12.5, 0, 0, 75), error.parts());
        assertEquals(Cause.OVERFLOW, error.ownCause());
    }

    /** tanh(0) is the word 0, but the table says 3; tanh(3) is 0.99505 = 127.37 steps of 1/128, of which 127 are there, and the table says 126. */
    @Test
    void aTableThatIsNotTheNearestWord() {
        Graph tanh =
                TestNetwork.of(1, 1, 1).then(new Elementwise(Function.TANH)).graph();
        String name = tanh.outputs().getFirst();
        QuantizationPlan looked = new QuantizationPlan(
                "tflm",
                Map.of(
                        "x",
                        new Quantized(IntFormat.I8, Scale.perTensor(1), 0),
                        name,
                        new Quantized(IntFormat.I8, Scale.perTensor(1.0 / 128), 0)),
                Map.of(name, new NodeChoice.Compute(new NodeArithmetic.Table(Collections.nCopies(256, 3L)))));
        for (long[] of : new long[][] {{0, 3}, {3, 126}}) {
            ErrorCollector collector = new ErrorCollector(tanh, looked);
            collector.add(
                    TestNetwork.run(tanh, RealTensor.of(Shape.of(1, 1), of[0])),
                    Map.of(
                            "x",
                            RawTensor.of(IntFormat.I8, Shape.of(1), of[0]),
                            name,
                            RawTensor.of(IntFormat.I8, Shape.of(1), of[1])));
            TensorError error = collector.errors().getFirst();
            double steps = (float) StrictMath.tanh(of[0]) * 128.0;
            double nearest = Math.min(127, Math.rint(steps));
            assertEquals(Math.abs(of[1] - nearest), error.part(Cause.TABLE));
            assertEquals(Math.abs(nearest - steps), error.part(of[0] == 0 ? Cause.ROUNDING : Cause.CLIPPING), 1e-5);
            assertEquals(Cause.TABLE, error.ownCause());
        }
    }

    @Test
    void theActivationIsPartOfTheLayer() {
        TensorError error = error(PROVED, -3, -3, -128);
        assertEquals(new TensorError("relu2", 0, 0, Double.POSITIVE_INFINITY, parts(0, 0, 0, 0, 0)), error);
        assertEquals(Cause.ROUNDING, error.ownCause());
    }
}
