package dev.intarsia.ir.quantize;

import dev.intarsia.ir.type.RealTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Watches an engine for real numbers run, and sums up what it sees. Safe to use from several threads; their order does not matter. */
public final class CalibrationCollector {

    private final Map<String, Counter> counters = new HashMap<>();

    /** Takes in all elements of a tensor, whose samples are not told apart. */
    public void tensor(String name, RealTensor values) {
        counter(name).add(values.toArray());
    }

    /**
     * Takes in all elements of a tensor of several samples, one behind the other.
     *
     * @param first the number of the first sample among all
     * @param count how many samples there are in it
     */
    public void samples(String name, RealTensor values, int first, int count) {
        Counter counter = counter(name);
        float[] all = values.toArray();
        counter.add(all);
        int length = all.length / count;
        for (int sample = 0; sample < count; sample++) {
            counter.sample(first + sample, all, sample * length, (sample + 1) * length);
        }
    }

    private Counter counter(String name) {
        synchronized (counters) {
            return counters.computeIfAbsent(name, n -> new Counter());
        }
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
        private final TreeMap<Integer, RealRange> samples = new TreeMap<>();

        synchronized void add(float[] values) {
            RealRange range = range(values, 0, values.length).orElse(null);
            if (range == null) {
                return;
            }
            low = Math.min(low, range.low());
            high = Math.max(high, range.high());
            widen(Math.max(Math.abs(range.low()), Math.abs(range.high())));
            double bins = 1 / width;
            for (float value : values) {
                if (Float.isFinite(value)) {
                    counts[(int) Math.floor(value * bins) + HALF]++;
                }
            }
        }

        synchronized void sample(int number, float[] values, int from, int to) {
            range(values, from, to).ifPresent(range -> samples.put(number, range));
        }

        /** Of the finite numbers in a stretch; empty where there are none. */
        private static Optional<RealRange> range(float[] values, int from, int to) {
            float least = Float.POSITIVE_INFINITY;
            float greatest = Float.NEGATIVE_INFINITY;
            for (int i = from; i < to; i++) {
                float value = values[i];
                if (Float.isFinite(value)) {
                    least = Math.min(least, value);
                    greatest = Math.max(greatest, value);
                }
            }
            return least <= greatest ? Optional.of(new RealRange(least, greatest)) : Optional.empty();
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
            return new TensorStatistics(range, Histogram.of(width, counts), List.copyOf(samples.values()));
        }
    }
}
