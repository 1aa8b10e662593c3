package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.Quantized;

/**
 * The interval, of a hundred that shrink from what was seen towards 0, whose words lie nearest to what was seen in the mean of the
 * squares: coarse rounding against clipping. What falls into a bin of the histogram counts as its middle.
 */
public record MeanSquaredError() implements RangeEstimator {

    private static final int STEPS = 100;

    @Override
    public RealRange estimate(TensorStatistics statistics, ActivationScheme scheme) {
        RealRange seen = statistics.range();
        RealRange best = seen;
        double least = Double.POSITIVE_INFINITY;
        for (int step = STEPS; step > 0; step--) {
            double factor = (double) step / STEPS;
            RealRange candidate = new RealRange(seen.low() * factor, seen.high() * factor);
            double error = error(statistics.histogram(), scheme.element(candidate));
            if (error < least) {
                least = error;
                best = candidate;
            }
        }
        return best;
    }

    /** The expected sum of squares of rounding and clipping errors over everything that was seen. */
    static double error(Histogram histogram, Quantized element) {
        IntFormat format = element.format();
        double scale = element.scale().at(0);
        double low = (format.min() - element.zeroPoint()) * scale;
        double high = (format.max() - element.zeroPoint()) * scale;
        double sum = 0;
        for (int bin = 0; bin < histogram.bins(); bin++) {
            if (histogram.count(bin) > 0) {
                double value = histogram.middle(bin);
                double clipped = value - Math.clamp(value, low, high);
                // within the interval: the mean square of a rounding error that lies anywhere in one step
                double square = clipped == 0 ? scale * scale / 12 : clipped * clipped;
                sum += histogram.count(bin) * square;
            }
        }
        return sum;
    }

    @Override
    public String text() {
        return "mse";
    }
}
