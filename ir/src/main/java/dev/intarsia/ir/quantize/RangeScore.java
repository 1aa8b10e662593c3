package dev.intarsia.ir.quantize;

import java.util.List;

/**
 * How well an estimator's interval serves one tensor.
 *
 * @param tensor its name in the graph of real numbers
 * @param estimator its text
 * @param range the interval
 * @param signalToNoise the mean square of what was seen ÷ the expected mean square of rounding and clipping, in decibels
 */
public record RangeScore(String tensor, String estimator, RealRange range, double signalToNoise) {

    /** One score for each estimator, from what was seen of one tensor. */
    public static List<RangeScore> of(
            String tensor, TensorStatistics statistics, ActivationScheme scheme, List<RangeEstimator> estimators) {
        return estimators.stream()
                .map(estimator -> {
                    RealRange range = estimator.estimate(statistics, scheme);
                    double noise = MeanSquaredError.error(statistics.histogram(), scheme.element(range));
                    return new RangeScore(tensor, estimator.text(), range, decibels(statistics.histogram(), noise));
                })
                .toList();
    }

    private static double decibels(Histogram histogram, double noise) {
        double signal = 0;
        for (int bin = 0; bin < histogram.bins(); bin++) {
            signal += histogram.count(bin) * histogram.middle(bin) * histogram.middle(bin);
        }
        return noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
    }
}
