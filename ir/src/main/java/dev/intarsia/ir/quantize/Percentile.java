package dev.intarsia.ir.quantize;

/**
 * The least whole bins outside of which lie, on each side, at most {@code 100 − percent} percent of what was seen; never more than
 * was seen.
 *
 * @param percent above 50, at most 100
 */
public record Percentile(double percent) implements RangeEstimator {

    public Percentile {
        if (!(percent > 50 && percent <= 100)) {
            throw new IllegalArgumentException("a percentile is above 50 and at most 100, found " + percent);
        }
    }

    @Override
    public RealRange estimate(TensorStatistics statistics, ActivationScheme scheme) {
        Histogram histogram = statistics.histogram();
        double outside = histogram.total() * (100 - percent) / 100;
        int last = histogram.bins() - 1;
        long clipped = 0;
        while (last > 0 && clipped + histogram.count(last) <= outside) {
            clipped += histogram.count(last--);
        }
        int first = 0;
        clipped = 0;
        while (first < last && clipped + histogram.count(first) <= outside) {
            clipped += histogram.count(first++);
        }
        RealRange seen = statistics.range();
        return new RealRange(
                Math.clamp(histogram.lowerEnd(first), seen.low(), seen.high()),
                Math.clamp(histogram.upperEnd(last), seen.low(), seen.high()));
    }

    @Override
    public String text() {
        return "percentile " + percent;
    }
}
