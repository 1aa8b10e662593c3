package dev.intarsia.ir.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    private static final ActivationScheme SCHEME = new ActivationScheme(8, false, false);

    private static TensorStatistics statistics(float... values) {
        CalibrationCollector collector = new CalibrationCollector();
        for (float value : values) {
            collector.tensor("x", RealTensor.of(Shape.of(1), value));
        }
        return collector.calibration().of("x").orElseThrow();
    }

    @Test
    void minMaxIsWhatWasSeen() {
        assertEquals(new RealRange(-3, 5), new MinMax().estimate(statistics(1, -3, 5, 0), SCHEME));
    }

    @Test
    void aPercentileLeavesOutliersOut() {
        float[] values = new float[1000];
        for (int i = 0; i < 1000; i++) {
            values[i] = i < 990 ? i % 10 : 4000;
        }
        // bins are one wide: 4000 < 2^12 = 4096 bins; 1 % may lie outside
        assertEquals(new RealRange(0, 10), new Percentile(99).estimate(statistics(values), SCHEME));
        assertEquals(new RealRange(0, 4000), new Percentile(99.01).estimate(statistics(values), SCHEME));
        assertEquals(new RealRange(0, 4000), new Percentile(100).estimate(statistics(values), SCHEME));
    }

    @Test
    void theLeastSquaresClipWhatWouldCoarsenEverything() {
        float[] values = new float[10_001];
        for (int i = 0; i < 10_000; i++) {
            values[i] = (i % 1000) / 1000f;
        }
        values[10_000] = 1.9f;
        // Four words for even numbers from 0 to 1: the least squares have steps of 2/7, so that the last word at 6/7
        // has half a step
        // to its right, as 0 has. Candidates lie 0.019 apart.
        RealRange two = new MeanSquaredError().estimate(statistics(values), new ActivationScheme(2, false, false));
        assertEquals(6.0 / 7, two.high(), 0.019);
        // with 16 bits the one weighs more than all the others' rounding
        RealRange sixteen = new MeanSquaredError().estimate(statistics(values), new ActivationScheme(16, false, false));
        assertEquals(1.9, sixteen.high(), 1e-6);
    }

    @Test
    void estimatorsHaveNames() {
        assertEquals(
                List.of("minmax", "average", "percentile", "mse", "entropy", "all", "auto"), RangeEstimators.names());
        assertEquals(Optional.of(new Percentile(99.99)), RangeEstimators.named("percentile"));
        assertEquals(Optional.of(new Percentile(99.5)), RangeEstimators.named("percentile 99.5"));
        assertEquals(Optional.of(new MinMax()), RangeEstimators.named("minmax"));
        assertEquals(Optional.of(new MeanSquaredError()), RangeEstimators.named("mse"));
        assertEquals(Optional.empty(), RangeEstimators.named("percentile 20"));
        assertEquals(Optional.empty(), RangeEstimators.named("percentile x"));
        assertEquals(Optional.empty(), RangeEstimators.named("median"));
    }

    @Test
    void aPercentileIsAboveFifty() {
        assertThrows(IllegalArgumentException.class, () -> new Percentile(50));
        assertThrows(IllegalArgumentException.class, () -> new Percentile(100.5));
        assertThrows(IllegalArgumentException.class, () -> new Percentile(Double.NaN));
    }

    @Test
    void nothingSeenIsZero() {
        assertEquals(new RealRange(0, 0), statistics(Float.NaN).range());
        assertEquals(new RealRange(0, 0), new Percentile(99.9).estimate(statistics(Float.NaN), SCHEME));
    }

    @Property(tries = 500, seed = "20261123")
    void theOrderOfTheDataDoesNotMatter(@ForAll @NotEmpty List<Float> values) {
        float[] forwards = new float[values.size()];
        float[] backwards = new float[values.size()];
        for (int i = 0; i < values.size(); i++) {
            forwards[i] = values.get(i);
            backwards[values.size() - 1 - i] = values.get(i);
        }
        TensorStatistics one = statistics(forwards);
        TensorStatistics other = statistics(backwards);
        assertEquals(one.range(), other.range());
        assertEquals(one.histogram().width(), other.histogram().width());
        for (int bin = 0; bin < one.histogram().bins(); bin++) {
            assertEquals(one.histogram().count(bin), other.histogram().count(bin), "bin " + bin);
        }
    }

    @Property(tries = 500, seed = "20261123")
    void everyNumberLiesInItsBin(@ForAll float value, @ForAll float other) {
        Histogram histogram = statistics(value, other, value).histogram();
        assertEquals(3, histogram.total());
        for (int bin = 0; bin < histogram.bins(); bin++) {
            long inside = 0;
            for (float each : new float[] {value, other, value}) {
                inside += each >= histogram.lowerEnd(bin) && each < histogram.upperEnd(bin) ? 1 : 0;
            }
            assertEquals(inside, histogram.count(bin), "bin " + bin);
        }
        assertTrue(histogram.width() > 0);
    }
}
