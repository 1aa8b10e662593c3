package dev.intarsia.ir.quantize;

/** Everything that was seen: nothing of the calibration data is clipped. */
public record MinMax() implements RangeEstimator {

    @Override
    public RealRange estimate(TensorStatistics statistics, ActivationScheme scheme) {
        return statistics.range();
    }

    @Override
    public String text() {
        return "minmax";
    }
}
