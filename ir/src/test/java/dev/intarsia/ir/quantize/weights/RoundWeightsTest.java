package dev.intarsia.ir.quantize.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.IntFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RoundWeightsTest {

    private static final IntFormat I3 = new IntFormat(true, 3);
    private static final int TAPS = 4;

    /** Taps that move together, so that one's error can be taken up by another. */
    private static LeastSquares problem(SplittableRandom random) {
        float[][] found = new float[64][TAPS];
        float[][] real = new float[64][TAPS];
        for (int r = 0; r < found.length; r++) {
            float common = (float) random.nextDouble(-1, 1);
            for (int t = 0; t < TAPS; t++) {
                real[r][t] = common + (float) random.nextDouble(-0.5, 0.5);
                found[r][t] = real[r][t] + (float) random.nextDouble(-0.1, 0.1);
            }
        }
        return Moments.of(found, real).withBias();
    }

    private static double[] weights(SplittableRandom random) {
        double[] weights = new double[TAPS];
        for (int t = 0; t < TAPS; t++) {
            weights[t] = random.nextDouble(-4, 3);
        }
        return weights;
    }

    private static long[] nearest(double[] weights) {
        long[] words = new long[TAPS];
        for (int t = 0; t < TAPS; t++) {
            words[t] = (long) Math.rint(Math.clamp(weights[t], I3.min(), I3.max()));
        }
        return words;
    }

    /** The least error of all words that a limit admits. */
    private static double best(LeastSquares problem, double[] weights, Optional<SumLimit> limit) {
        double best = Double.POSITIVE_INFINITY;
        int count = 1 << (3 * TAPS);
        for (int code = 0; code < count; code++) {
            long[] words = new long[TAPS];
            for (int t = 0; t < TAPS; t++) {
                words[t] = ((code >> (3 * t)) & 7) - 4;
            }
            if (limit.isEmpty() || limit.get().holds(words)) {
                best = Math.min(best, problem.error(words, weights));
            }
        }
        return best;
    }

    @Property(tries = 100, seed = "20261125")
    void theErrorLiesBetweenTheBestAndTheNearestWords(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LeastSquares problem = problem(random);
        double[] weights = weights(random);
        double error = problem.error(RoundWeights.round(weights, problem, I3, Optional.empty()), weights);
        assertTrue(error >= best(problem, weights, Optional.empty()) - 1e-9);
        assertTrue(error <= problem.error(nearest(weights), weights) + 1e-9, "worse than the nearest words");
    }

    @Test
    void mostOfWhatTheNearestWordsLoseIsRecovered() {
        SplittableRandom random = new SplittableRandom(1);
        double lost = 0;
        double left = 0;
        for (int i = 0; i < 200; i++) {
            LeastSquares problem = problem(random);
            double[] weights = weights(random);
            double best = best(problem, weights, Optional.empty());
            lost += problem.error(nearest(weights), weights) - best;
            left += problem.error(RoundWeights.round(weights, problem, I3, Optional.empty()), weights) - best;
        }
        assertTrue(left < 0.2 * lost, left + " of " + lost + " is left");
    }

    @Property(tries = 100, seed = "20261125")
    void aLimitHolds(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LeastSquares problem = problem(random);
        double[] weights = weights(random);
        long least = -random.nextLong(0, 200);
        long greatest = 1 + random.nextLong(0, 200);
        SumLimit limit = new SumLimit(least, greatest, -random.nextLong(0, 1000), random.nextLong(0, 1000));
        long[] words = RoundWeights.round(weights, problem, I3, Optional.of(limit));
        assertTrue(limit.holds(words));
        assertTrue(problem.error(words, weights) >= best(problem, weights, Optional.of(limit)) - 1e-9);
        assertTrue(problem.error(words, weights) <= problem.error(new long[TAPS], weights) + 1e-9, "worse than zeros");
    }

    @Test
    void aLimitThatDoesNotBindChangesNothing() {
        SplittableRandom random = new SplittableRandom(3);
        LeastSquares problem = problem(random);
        double[] weights = weights(random);
        SumLimit wide = new SumLimit(-128, 127, -1_000_000, 1_000_000);
        assertArrayEquals(
                RoundWeights.round(weights, problem, I3, Optional.empty()),
                RoundWeights.round(weights, problem, I3, Optional.of(wide)));
    }

    @Test
    void wordsThatAreExactStay() {
        LeastSquares problem = Moments.of(
                        new float[][] {{1, 0}, {0, 1}, {-1, 0}, {0, -1}},
                        new float[][] {{1, 0}, {0, 1}, {-1, 0}, {0, -1}})
                .withBias();
        assertArrayEquals(new long[] {3, -2}, RoundWeights.round(new double[] {3, -2}, problem, I3, Optional.empty()));
    }

    @Test
    void whatAddsUpIsCountedByTheInputsRange() {
        SumLimit limit = new SumLimit(-2, 10, -100, 100);
        assertEquals(3 * 10 + 4 * 2, limit.reachUp(new long[] {3, -4}));
        assertEquals(-3 * 2 - 4 * 10, limit.reachDown(new long[] {3, -4}));
        assertTrue(limit.holds(new long[] {3, -4}));
    }
}
