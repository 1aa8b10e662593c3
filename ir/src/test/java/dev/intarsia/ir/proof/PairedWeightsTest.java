package dev.intarsia.ir.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedWeightsTest {

    private static final int LEAST = -128;
    private static final int GREATEST = 127;

    private static List<AccumulatorRange> ranges(RawTensor weights, long[] bias) {
        List<AccumulatorRange> ranges = new ArrayList<>();
        int taps = weights.shape().size(1);
        for (int k = 0; k < weights.shape().size(0); k++) {
            long low = bias[k];
            long high = bias[k];
            for (int i = 0; i < taps; i++) {
                long w = weights.at(k * taps + i);
                low += Math.min(w * LEAST, w * GREATEST);
                high += Math.max(w * LEAST, w * GREATEST);
            }
            ranges.add(new AccumulatorRange("acc", k, Interval.of(low, high), Interval.of(low, high), null, null));
        }
        return ranges;
    }

    /** The sums of packed words, in 16-bit and 32-bit words that wrap, come apart into both channels' own sums. */
    private static boolean comesApart(RawTensor w, long[] bias, int low, int high, int[] x) {
        int packed = (int) bias[low] + ((int) bias[high] << 8);
        int own = (int) bias[low];
        long expectedLow = bias[low];
        long expectedHigh = bias[high];
        for (int i = 0; i < x.length; i++) {
            int a = (int) w.at(low * x.length + i);
            int b = (int) w.at(high * x.length + i);
            short word = (short) (a + 256 * b);
            packed += word * x[i];
            own += a * x[i];
            expectedLow += (long) a * x[i];
            expectedHigh += (long) b * x[i];
        }
        return own == expectedLow && packed - own == 256 * expectedHigh;
    }

    @Test
    void whatSharesWordsComesApart() {
        SplittableRandom random = new SplittableRandom(20261206);
        int shared = 0;
        int apart = 0;
        for (int round = 0; round < 2000 * Draws.FACTOR; round++) {
            int taps = random.nextInt(1, 6);
            long[] words = random.longs(2L * taps, -128, 128)
                    .map(v -> random.nextInt(3) == 0 ? -128 : v)
                    .toArray();
            RawTensor weights = RawTensor.of(IntFormat.I8, Shape.of(2, taps), words);
            long edge = random.nextBoolean() ? 1L << 23 : 1L << 12;
            long[] bias = {random.nextLong(-edge, edge), random.nextLong(-edge, edge)};
            int[] x = random.ints(taps, LEAST, GREATEST + 1).toArray();
            switch (PairedWeights.pair(weights, ranges(weights, bias), 0, 1)) {
                case PairedWeights.Shared(int low, int high) -> {
                    shared++;
                    assertTrue(comesApart(weights, bias, low, high, x));
                }
                case PairedWeights.Apart a -> apart++;
            }
        }
        assertTrue(shared > 300 && apart > 100, shared + " and " + apart);
    }

    @Test
    void asksForTheOtherOrderBeforeItGivesUp() {
        RawTensor weights = RawTensor.of(IntFormat.I8, Shape.of(4, 2), 5, -1, 7, -128, -128, -2, -3, -128);
        List<PairedWeights.Pair> pairs = PairedWeights.neighbours(weights, ranges(weights, new long[4]));
        assertEquals(new PairedWeights.Shared(1, 0), pairs.get(0));
        PairedWeights.Apart apart = assertInstanceOf(PairedWeights.Apart.class, pairs.get(1));
        assertEquals("tap 1 has -128 in channel 3 with -2 in channel 2", apart.reason());
    }

    @Test
    void aSumThatIsTooLargeGoesLow() {
        RawTensor weights = RawTensor.of(IntFormat.I8, Shape.of(2, 1), 1, 2);
        assertEquals(
                new PairedWeights.Shared(1, 0),
                PairedWeights.pair(weights, ranges(weights, new long[] {0, 1L << 23}), 0, 1));
        assertInstanceOf(
                PairedWeights.Apart.class,
                PairedWeights.pair(weights, ranges(weights, new long[] {1L << 24, 1L << 23}), 0, 1));
    }
}
