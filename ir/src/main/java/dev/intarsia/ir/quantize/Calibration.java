package dev.intarsia.ir.quantize;

import java.util.Map;
import java.util.Optional;

/**
 * What was seen of every tensor when the graph ran on sample data. Made by a {@link CalibrationCollector}.
 *
 * @param tensors by name
 */
public record Calibration(Map<String, TensorStatistics> tensors) {

    public Calibration {
        tensors = Map.copyOf(tensors);
    }

    public Optional<TensorStatistics> of(String tensor) {
        return Optional.ofNullable(tensors.get(tensor));
    }
}
