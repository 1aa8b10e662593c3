package dev.intarsia.cli.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What quantization cost a network, as plain numbers and names.
 *
 * @param model the network's name
 * @param facts what stands at the top
 * @param layers what each layer loses, the worst first
 * @param widths what layers with widths of their own cost and lose beside layers that are all alike
 * @param notes how to read it
 */
public record LossReport(
        String model, List<Report.Fact> facts, List<Layer> layers, Optional<Widths> widths, List<String> notes) {

    public LossReport {
        facts = List.copyOf(facts);
        layers = List.copyOf(layers);
        notes = List.copyOf(notes);
    }

    /**
     * A layer.
     *
     * @param signalToNoise in dB
     * @param parts the mean square of the error that each cause makes by itself, in squares of the layer's step
     */
    public record Layer(String name, double signalToNoise, SequencedMap<String, Double> parts) {
        public Layer {
            parts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parts));
        }

        /** The mean square of its error ÷ that of its real numbers. */
        double noise() {
            return Math.pow(10, -signalToNoise / 10);
        }

        /** Of the noise, what a cause has. */
        double noise(String cause) {
            double all = parts.values().stream().mapToDouble(part -> part).sum();
            return all == 0 ? 0 : noise() * parts.getOrDefault(cause, 0.0) / all;
        }
    }

    /**
     * Costs and losses of widths.
     *
     * @param unit of the costs
     * @param uniform all layers alike
     * @param mixed widths layer by layer
     * @param chosen the one that was made
     */
    public record Widths(String unit, List<Place> uniform, List<Place> mixed, Place chosen) {
        public Widths {
            uniform = List.copyOf(uniform);
            mixed = List.copyOf(mixed);
        }
    }

    /**
     * A choice of widths.
     *
     * @param label for people
     * @param signalToNoise of the last sums, in dB
     */
    public record Place(String label, double cost, double signalToNoise) {}
}
