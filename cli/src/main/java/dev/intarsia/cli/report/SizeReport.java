package dev.intarsia.cli.report;

import java.util.List;
import java.util.Optional;

/**
 * What a sizing found, as plain numbers and names.
 *
 * @param model the network's name
 * @param facts what stands at the top
 * @param real the accuracy of the network on real numbers
 * @param curves accuracy over the width of the accumulator
 * @param pareto the points worth having, the cheapest first
 * @param costAxis what a point's cost is, for people; empty where it was not measured
 * @param layers how wide accumulators have to be
 * @param notes how to read it
 */
public record SizeReport(
        String model,
        List<Report.Fact> facts,
        Optional<Double> real,
        List<Curve> curves,
        List<Dot> pareto,
        Optional<String> costAxis,
        List<Bar> layers,
        List<String> notes) {

    public SizeReport {
        facts = List.copyOf(facts);
        curves = List.copyOf(curves);
        pareto = List.copyOf(pareto);
        layers = List.copyOf(layers);
        notes = List.copyOf(notes);
    }

    /**
     * A line of a plot.
     *
     * @param label its meaning
     * @param accuracies by the bits of the accumulator, ascending
     */
    public record Curve(String label, List<Step> accuracies) {
        public Curve {
            accuracies = List.copyOf(accuracies);
        }
    }

    /** A place of a curve. */
    public record Step(int bits, double accuracy) {}

    /**
     * A point worth having.
     *
     * @param cost negative where it was not measured
     */
    public record Dot(String label, double cost, double accuracy, String overflow, boolean recommended) {}

    /** A layer's accumulator. */
    public record Bar(String layer, int proved, int observed) {}
}
