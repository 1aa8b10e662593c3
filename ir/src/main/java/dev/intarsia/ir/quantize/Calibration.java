package dev.intarsia.ir.quantize;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What was seen of every tensor when the graph ran on sample data, and a way to see more. Made by a {@link CalibrationCollector}.
 *
 * @param tensors by name
 * @param runs the samples themselves; empty where only the statistics are at hand
 */
public record Calibration(Map<String, TensorStatistics> tensors, Optional<SampleRuns> runs) {

    public Calibration {
        tensors = Map.copyOf(tensors);
        Objects.requireNonNull(runs, "runs");
    }

    public Calibration(Map<String, TensorStatistics> tensors) {
        this(tensors, Optional.empty());
    }

    /** The same with the samples that the statistics come from. */
    public Calibration withRuns(SampleRuns samples) {
        return new Calibration(tensors, Optional.of(samples));
    }

    public Optional<TensorStatistics> of(String tensor) {
        return Optional.ofNullable(tensors.get(tensor));
    }
}
