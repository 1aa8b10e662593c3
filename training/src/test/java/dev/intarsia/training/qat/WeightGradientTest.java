package dev.intarsia.training.qat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.IntFormat;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The gradient through the projection that makes sums fit, beside differences of what the words stand for, with words so fine that rounding does not count. */
class WeightGradientTest {

    private static final IntFormat FINE = new IntFormat(true, 32);
    private static final int TAPS = 9;

    /** What a channel's weights stand for when those above 0 may add up to so many steps, and the threshold that it took. */
    private record Projected(double[] steps, double threshold) {

        static Projected of(double[] weights, double scale, double bound) {
            double[] exact = Arrays.stream(weights).map(v -> v / scale).toArray();
            double low = 0;
            double high = Arrays.stream(exact).max().orElseThrow();
            for (int i = 0; i < 100; i++) {
                double middle = (low + high) / 2;
                double sum =
                        Arrays.stream(shrunk(exact, middle)).filter(u -> u > 0).sum();
                if (sum > bound) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return new Projected(shrunk(exact, high), high);
        }

        private static double[] shrunk(double[] exact, double threshold) {
            return Arrays.stream(exact)
                    .map(x -> x > 0 ? Math.max(0, x - threshold) : x)
                    .toArray();
        }
    }

    private static double loss(double[] weights, double scale, double bound, double[] slopes) {
        double[] steps = Projected.of(weights, scale, bound).steps;
        return IntStream.range(0, TAPS)
                .mapToDouble(t -> slopes[t] * scale * steps[t])
                .sum();
    }

    @Test
    void theGradientIsThatOfTheProjectedWeights() {
        Random random = new Random(20_261_126);
        int held = 0;
        for (int trial = 0; trial < 200; trial++) {
            double scale = 1e-6 * (1 + random.nextDouble());
            double[] weights = random.doubles(TAPS, -1, 1).toArray();
            double[] slopes =
                    random.doubles(TAPS, -1.5, 0.5).toArray(); // most weights want to grow: the bound holds them
            double sum = Arrays.stream(weights).filter(v -> v > 0).sum() / scale;
            double bound = sum * 0.6;
            Projected projected = Projected.of(weights, scale, bound);
            double[] exact = Arrays.stream(weights).map(v -> v / scale).toArray();
            long[] words = Arrays.stream(projected.steps).mapToLong(Math::round).toArray();
            double[] found = new double[TAPS];
            double byScale = new WeightGradient(exact, words, slopes, FINE).add(projected.threshold, 0, found, 0);
            double outward = IntStream.range(0, TAPS)
                    .filter(t -> exact[t] > projected.threshold)
                    .mapToDouble(t -> -slopes[t])
                    .sum();
            if (outward <= 0) {
                continue; // nothing pushes against the bound
            }
            held++;
            for (int t = 0; t < TAPS; t++) {
                if (exact[t] < 0 || exact[t] > projected.threshold * 1.01) {
                    double by = 1e-5;
                    double[] up = weights.clone();
                    up[t] += by;
                    double[] down = weights.clone();
                    down[t] -= by;
                    double measured = (loss(up, scale, bound, slopes) - loss(down, scale, bound, slopes)) / (2 * by);
                    assertEquals(measured, found[t], 1e-3, "weight " + t + " of trial " + trial);
                }
            }
            double by = scale * 1e-5;
            double measured =
                    (loss(weights, scale + by, bound, slopes) - loss(weights, scale - by, bound, slopes)) / (2 * by);
            assertEquals(measured, byScale, 1e-3 * Math.abs(measured) + 50, "scale of trial " + trial);
        }
        assertTrue(held > 100, held + " trials with a bound that holds");
    }
}
