package dev.intarsia.cli.widths;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Widths of weights that were measured.
 *
 * @param bits of each layer's weights, by its name in the graph of real numbers
 * @param cost in the unit of the budget
 * @param noise the mean square of what the last sums differ from the real numbers by, ÷ the mean square of the real numbers
 */
public record WidthTrial(SequencedMap<String, Integer> bits, double cost, double noise) {

    public WidthTrial {
        bits = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(bits));
    }

    /** In dB. */
    public double signalToNoise() {
        return -10 * Math.log10(noise);
    }

    /** The widths, for people. */
    public String text() {
        return bits.entrySet().stream()
                .map(layer -> layer.getKey() + " " + layer.getValue())
                .collect(Collectors.joining(", "));
    }
}
