package dev.intarsia.ir.quantize;

import java.util.List;

/**
 * The extremes of one sample after the other, averaged with a weight that falls with their age:
 * {@code low ← (1 − weight) · low + weight · least(sample)}, and the same for high, in the order of the samples.
 *
 * <p>Source: Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only inference", 2018, section 3.1.
 *
 * @param weight of the newest sample, above 0, at most 1
 */
public record MovingAverage(double weight) implements RangeEstimator {

    public MovingAverage {
        if (!(weight > 0 && weight <= 1)) {
            throw new IllegalArgumentException("a weight is above 0 and at most 1, found " + weight);
        }
    }

    @Override
    public RealRange estimate(TensorStatistics statistics, ActivationScheme scheme) {
        List<RealRange> samples = statistics.samples();
        if (samples.isEmpty()) {
            return statistics.range();
        }
        double low = samples.getFirst().low();
        double high = samples.getFirst().high();
        for (RealRange sample : samples.subList(1, samples.size())) {
            low += weight * (sample.low() - low);
            high += weight * (sample.high() - high);
        }
        return new RealRange(low, high);
    }

    @Override
    public String text() {
        return "average";
    }
}
