package dev.intarsia.ir.quantize;

import dev.intarsia.ir.type.Quantized;

/**
 * Of a hundred intervals that shrink toward 0, the one whose words keep most of the distribution: with the least Kullback–Leibler divergence
 * {@code Σ p ln(p / q)} from what was seen, clipped into the interval, to what is left of it when all numbers of one word count alike.
 *
 * <p>Source: Migacz, "8-bit inference with TensorRT", GPU Technology Conference 2017; here for any zero point.
 */
public record Entropy() implements RangeEstimator {

    private static final int STEPS = 100;

    @Override
    public RealRange estimate(TensorStatistics statistics, ActivationScheme scheme) {
        RealRange seen = statistics.range();
        RealRange best = seen;
        double least = Double.POSITIVE_INFINITY;
        for (int step = STEPS; step > 0; step--) {
            double factor = (double) step / STEPS;
            RealRange candidate = new RealRange(seen.low() * factor, seen.high() * factor);
            double divergence = divergence(statistics.histogram(), candidate, scheme.element(candidate));
            if (divergence < least) {
                least = divergence;
                best = candidate;
            }
        }
        return best;
    }

    /** Infinite where less than a bin is left for a word. */
    private static double divergence(Histogram histogram, RealRange interval, Quantized element) {
        int first = bin(histogram, interval.low());
        int last = bin(histogram, interval.high());
        double[] clipped = new double[last - first + 1];
        double[] inside = new double[clipped.length];
        for (int bin = 0; bin < histogram.bins(); bin++) {
            clipped[Math.clamp(bin, first, last) - first] += histogram.count(bin);
            if (bin >= first && bin <= last) {
                inside[bin - first] += histogram.count(bin);
            }
        }
        double[] spread = spread(histogram, first, inside, element);
        double all = histogram.total();
        double kept = 0;
        for (double count : spread) {
            kept += count;
        }
        if (kept == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double divergence = 0;
        for (int i = 0; i < clipped.length; i++) {
            if (clipped[i] > 0) {
                double p = clipped[i] / all;
                double q = spread[i] / kept;
                divergence += q > 0
                        ? p * Math.log(p / q)
                        : p * Math.log(p * all); // what no word stands for counts as one number
            }
        }
        return divergence;
    }

    private static int bin(Histogram histogram, double value) {
        return Math.clamp((long) Math.floor(value / histogram.width()) + Histogram.HALF, 0, histogram.bins() - 1);
    }

    /** The counts of each word, evenly over those of its bins that have any. */
    private static double[] spread(Histogram histogram, int first, double[] counts, Quantized element) {
        double[] spread = new double[counts.length];
        int from = 0;
        while (from < counts.length) {
            long word = TensorQuantization.word(histogram.middle(first + from), element);
            int to = from;
            double sum = 0;
            int filled = 0;
            while (to < counts.length && TensorQuantization.word(histogram.middle(first + to), element) == word) {
                sum += counts[to];
                filled += counts[to] > 0 ? 1 : 0;
                to++;
            }
            for (int i = from; i < to; i++) {
                spread[i] = counts[i] > 0 ? sum / filled : 0;
            }
            from = to;
        }
        return spread;
    }

    @Override
    public String text() {
        return "entropy";
    }
}
