package dev.intarsia.ir.quantize;

import dev.intarsia.ir.type.Quantized;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How well a kind of scale serves one tensor, with the interval that is the best for it.
 *
 * @param scales what is asked of scales
 * @param best the estimator that is the best with them, its interval, and how good that is
 */
public record ScaleScore(Kind scales, RangeScore best) {

    /** What is asked of scales. */
    public enum Kind {
        /** Any scale and any zero point. */
        ASYMMETRIC("asymmetric"),
        /** Any scale, and the zero point 0. */
        SYMMETRIC("symmetric"),
        /** A power of two, as a datapath that only shifts needs, and any zero point. */
        POWER_OF_TWO("power of 2"),
        /**
         * What the plan took: where an operator or its requantizer cannot have any scale, one within its range, and where several tensors need one type, theirs.
         */
        PLANNED("planned");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }
    }

    /**
     * One score for each kind, from what was seen of one tensor.
     *
     * @param bits of a word
     * @param planned the type of the tensor in a plan; empty where its words are not kept
     */
    public static List<ScaleScore> of(
            String tensor,
            TensorStatistics statistics,
            int bits,
            List<RangeEstimator> estimators,
            Optional<Quantized> planned) {
        List<ScaleScore> scores = new ArrayList<>();
        scores.add(best(Kind.ASYMMETRIC, tensor, statistics, new ActivationScheme(bits, false, false), estimators));
        scores.add(best(Kind.SYMMETRIC, tensor, statistics, new ActivationScheme(bits, true, false), estimators));
        scores.add(best(Kind.POWER_OF_TWO, tensor, statistics, new ActivationScheme(bits, false, true), estimators));
        planned.ifPresent(
                type -> scores.add(new ScaleScore(Kind.PLANNED, RangeScore.planned(tensor, statistics, type))));
        return scores;
    }

    private static ScaleScore best(
            Kind kind,
            String tensor,
            TensorStatistics statistics,
            ActivationScheme scheme,
            List<RangeEstimator> estimators) {
        return new ScaleScore(
                kind,
                RangeScore.of(tensor, statistics, scheme, estimators).stream()
                        .max(Comparator.comparingDouble(RangeScore::signalToNoise))
                        .orElseThrow());
    }
}
