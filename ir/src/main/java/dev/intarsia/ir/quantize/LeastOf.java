package dev.intarsia.ir.quantize;

import java.util.Comparator;
import java.util.List;

/**
 * For each tensor the estimator whose interval has the least expected squared error, of equal ones the first.
 *
 * @param candidates at least one
 */
public record LeastOf(List<RangeEstimator> candidates) implements RangeEstimator {

    public LeastOf {
        candidates = List.copyOf(candidates);
    }

    @Override
    public RealRange estimate(TensorStatistics statistics, ActivationScheme scheme) {
        return candidates.stream()
                .map(candidate -> candidate.estimate(statistics, scheme))
                .min(Comparator.comparingDouble(
                        range -> MeanSquaredError.error(statistics.histogram(), scheme.element(range))))
                .orElseThrow();
    }

    @Override
    public String text() {
        return "all";
    }
}
