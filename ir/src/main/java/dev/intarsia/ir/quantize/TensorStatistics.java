package dev.intarsia.ir.quantize;

import java.util.List;
import java.util.Objects;

/**
 * Which numbers a tensor takes on the calibration data.
 *
 * @param samples what each sample reached, in their order; empty where they were not told apart
 */
public record TensorStatistics(RealRange range, Histogram histogram, List<RealRange> samples) {

    public TensorStatistics {
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(histogram, "histogram");
        samples = List.copyOf(samples);
    }

    public TensorStatistics(RealRange range, Histogram histogram) {
        this(range, histogram, List.of());
    }
}
