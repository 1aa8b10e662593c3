package dev.intarsia.ir.quantize;

import dev.intarsia.ir.type.Quantized;
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

    /** The score of a type that a plan took: what its words reach, however that was found. */
    static RangeScore planned(String tensor, TensorStatistics statistics, Quantized type) {
        double scale = type.scale().at(0);
        RealRange range = new RealRange(
                scale * (type.format().min() - type.zeroPoint()),
                scale * (type.format().max() - type.zeroPoint()));
        double noise = MeanSquaredError.error(statistics.histogram(), type);
        return new RangeScore(tensor, "planned", range, decibels(statistics.histogram(), noise));
    }

    private static double decibels(Histogram histogram, double noise) {
        double signal = 0;
        for (int bin = 0; bin < histogram.bins(); bin++) {
            signal += histogram.count(bin) * histogram.middle(bin) * histogram.middle(bin);
        }
        return noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
    }
}
