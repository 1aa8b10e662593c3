package dev.intarsia.ir.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.pass.TestNetwork;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErrorCollectorTest {

    private final Graph graph = TestNetwork.of(1, 1, 1)
            .then(new Dense(), RealTensor.of(Shape.of(4, 1), 1, 1, 1, 1))
            .then(new Relu())
            .graph();

    private final QuantizationPlan plan = new QuantizationPlan(
            "tflm",
            Map.of("dense1", new Quantized(IntFormat.I8, Scale.perTensor(2), -128)),
            Map.of("relu2", new NodeChoice.Merge("dense1")));

    private TensorError error(RawTensor words, RealTensor real) {
        ErrorCollector collector = new ErrorCollector(graph, plan);
        collector.add("relu2", words, real);
        return collector.errors().getFirst();
    }

    private static RawTensor words(long... words) {
        return RawTensor.of(IntFormat.I8, Shape.of(words.length), words);
    }

    private static RealTensor real(float... values) {
        return RealTensor.of(Shape.of(values.length), values);
    }

    @Test
    void aMergedClampSaysWhatTheWordsMean() {
        ErrorCollector collector = new ErrorCollector(graph, plan);
        assertEquals(Optional.of("relu2"), collector.realName("relu2"));
        assertEquals(Optional.empty(), collector.realName("dense1"));
        assertEquals(List.of(), collector.errors());
    }

    @Test
    void rounding() {
        // 0.5, 0, 0.25 and 0 steps away
        TensorError error = error(words(-127, -128, -126, 127), real(1, 0, 4.5f, 510));
        double expected = Math.sqrt((0.25 + 0.0625) / 4);
        assertEquals(
                new TensorError(
                        "relu2",
                        expected,
                        expected,
                        0,
                        0,
                        0.5,
                        10 * Math.log10((0.25 + 2.25 * 2.25 + 255 * 255) / (0.25 + 0.0625))),
                error);
        assertEquals(TensorError.Cause.ROUNDING, error.cause());
    }

    @Test
    void clipping() {
        TensorError error = error(words(127, -128), real(518, 0));
        assertEquals(Math.sqrt(16.0 / 2), error.clippingLsb());
        assertEquals(0, error.roundingLsb());
        assertEquals(TensorError.Cause.CLIPPING, error.cause());
    }

    @Test
    void propagated() {
        TensorError error = error(words(-120, -128), real(10, 0));
        assertEquals(Math.sqrt(9.0 / 2), error.propagatedLsb());
        assertEquals(3, error.greatestLsb());
        assertEquals(TensorError.Cause.PROPAGATED, error.cause());
    }

    @Test
    void none() {
        TensorError error = error(words(-128, -127), real(0, 2));
        assertEquals(Double.POSITIVE_INFINITY, error.signalToNoise());
        assertEquals(TensorError.Cause.NONE, error.cause());
    }
}
