package dev.intarsia.ir.quantize;

import java.util.Objects;

/** Which numbers a tensor takes on the calibration data. */
public record TensorStatistics(RealRange range, Histogram histogram) {

    public TensorStatistics {
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(histogram, "histogram");
    }
}
