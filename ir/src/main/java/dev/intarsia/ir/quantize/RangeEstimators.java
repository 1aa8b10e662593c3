package dev.intarsia.ir.quantize;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The list of estimators that can be asked for by name. */
public final class RangeEstimators {

    private static final double STANDARD_PERCENT = 99.99;

    private static final double STANDARD_WEIGHT = 0.1;

    private static final List<RangeEstimator> SINGLE = List.of(
            new MinMax(),
            new MovingAverage(STANDARD_WEIGHT),
            new Percentile(STANDARD_PERCENT),
            new MeanSquaredError(),
            new Entropy());

    private static final List<RangeEstimator> SEEN =
            Stream.concat(SINGLE.stream(), Stream.of(new LeastOf(SINGLE))).toList();

    private static final List<RangeEstimator> ALL =
            Stream.concat(SEEN.stream(), Stream.of(new Measured(SEEN))).toList();

    private RangeEstimators() {}

    /** Those that look at a tensor in one way each. */
    public static List<RangeEstimator> single() {
        return SINGLE;
    }

    /** The names that {@link #named} takes; {@code percentile} may be followed by a number. */
    public static List<String> names() {
        return ALL.stream().map(estimator -> estimator.text().split(" ")[0]).toList();
    }

    /**
     * An estimator by its text: {@code minmax}, {@code percentile}, {@code percentile 99.9}, and so on.
     *
     * @return empty for any other text
     */
    public static Optional<RangeEstimator> named(String text) {
        String[] words = text.trim().split("[ :=]+");
        if (words.length == 2 && words[0].equals("percentile")) {
            return percentile(words[1]);
        }
        return ALL.stream()
                .filter(estimator ->
                        words.length == 1 && estimator.text().split(" ")[0].equals(words[0]))
                .findFirst();
    }

    private static Optional<RangeEstimator> percentile(String percent) {
        try {
            return Optional.of(new Percentile(Double.parseDouble(percent)));
        } catch (IllegalArgumentException e) { // also a NumberFormatException
            return Optional.empty();
        }
    }
}
