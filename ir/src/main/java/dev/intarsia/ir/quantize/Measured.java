package dev.intarsia.ir.quantize;

import java.util.List;

/**
 * The estimator with which a network's integers lie nearest to its real numbers, found by running them: see {@link MeasuredRanges}, which puts the chosen
 * one in this one's place before any interval is asked for.
 *
 * @param candidates at least one
 */
public record Measured(List<RangeEstimator> candidates) implements RangeEstimator {

    public Measured {
        candidates = List.copyOf(candidates);
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to measure");
        }
    }

    @Override
    public RealRange estimate(TensorStatistics statistics, ActivationScheme scheme) {
        throw new IllegalStateException("an interval was asked for before the estimator was chosen");
    }

    @Override
    public String text() {
        return "auto";
    }
}
