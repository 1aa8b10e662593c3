package dev.intarsia.ir.graph;

import dev.intarsia.ir.arithmetic.IntFormat;
import java.util.List;

/**
 * How a real input is made from stored data: {@code real = (raw · scale − mean[c]) / deviation[c]}.
 *
 * @param from the format of the data
 * @param scale the worth of one step of the data
 * @param mean one number, or one for each channel; 0 when not written
 * @param deviation one number, or one for each channel; 1 when not written
 */
public record Preprocessing(IntFormat from, double scale, List<Double> mean, List<Double> deviation) {

    public Preprocessing {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.isEmpty() || deviation.isEmpty() || deviation.contains(0.0)) {
            throw new IllegalArgumentException("preprocessing has a mean and a deviation other than 0");
        }
    }

    public static Preprocessing scaled(IntFormat from, double scale) {
        return new Preprocessing(from, scale, List.of(0.0), List.of(1.0));
    }

    /** The real number of a stored word at a channel. */
    public float real(long raw, int channel) {
        double m = mean.get(mean.size() == 1 ? 0 : channel);
        double d = deviation.get(deviation.size() == 1 ? 0 : channel);
        return (float) ((raw * scale - m) / d);
    }
}
