package dev.intarsia.ir.quantize;

import dev.intarsia.ir.type.RealTensor;
import java.util.HashMap;
import java.util.Map;

/** Watches an engine for real numbers run, and sums up what it sees. Safe to use from several threads; their order does not matter. */
public final class CalibrationCollector {

    private final Map<String, Counter> counters = new HashMap<>();

    /** Takes in all elements of a tensor. */
    public void tensor(String name, RealTensor values) {
        Counter counter;
        synchronized (counters) {
            counter = counters.computeIfAbsent(name, n -> new Counter());
        }
        counter.add(values.toArray());
    }

    /** What was seen until now. */
    public Calibration calibration() {
        synchronized (counters) {
            Map<String, TensorStatistics> tensors = new HashMap<>();
            counters.forEach((name, counter) -> tensors.put(name, counter.statistics()));
            return new Calibration(tensors);
        }
    }

    private static final class Counter {

        private static final int HALF = Histogram.HALF;

        private double low = Double.POSITIVE_INFINITY;
        private double high = Double.NEGATIVE_INFINITY;
        private double width = Double.MIN_NORMAL;
        private long[] counts = new long[2 * HALF];

        synchronized void add(float[] values) {
            for (float value : values) {
                if (Float.isFinite(value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                    widen(Math.abs((double) value));
                    counts[(int) Math.floor(value / width) + HALF]++;
                }
            }
        }

        /** Doubles the bins' width until a number of this magnitude lies inside; zeros and first numbers cost nothing. */
        private void widen(double magnitude) {
            if (magnitude < width * HALF) {
                return;
            }
            double wanted = Math.scalb(1.0, Math.getExponent(magnitude) + 1) / HALF;
            int steps = Math.getExponent(wanted) - Math.getExponent(width);
            long[] merged = new long[counts.length];
            for (int bin = 0; bin < counts.length; bin++) {
                merged[((bin - HALF) >> Math.min(steps, 31)) + HALF] += counts[bin];
            }
            counts = merged;
            width = wanted;
        }

        synchronized TensorStatistics statistics() {
            RealRange range = low <= high ? new RealRange(low, high) : new RealRange(0, 0);
            return new TensorStatistics(range, Histogram.of(width, counts));
        }
    }
}
