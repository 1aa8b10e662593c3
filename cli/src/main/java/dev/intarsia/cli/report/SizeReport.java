package dev.intarsia.cli.report;

import java.util.List;
import java.util.Optional;

/**
 * What a sizing found, as plain numbers and names.
 *
 * @param model the network's name
 * @param facts what stands at the top
 * @param real the accuracy of the network on real numbers
 * @param plots accuracy over widths
 * @param scatters accuracy over what points cost
 * @param bars how wide layers have to be
 * @param maps shares of sums, a row for each layer
 * @param tables everything else
 * @param notes how to read it
 */
public record SizeReport(
        String model,
        List<Report.Fact> facts,
        Optional<Double> real,
        List<Plot> plots,
        List<Scatter> scatters,
        List<Bar> bars,
        List<Map> maps,
        List<Table> tables,
        List<String> notes) {

    public SizeReport {
        facts = List.copyOf(facts);
        plots = List.copyOf(plots);
        scatters = List.copyOf(scatters);
        bars = List.copyOf(bars);
        maps = List.copyOf(maps);
        tables = List.copyOf(tables);
        notes = List.copyOf(notes);
    }

    /**
     * Accuracy over a width.
     *
     * @param axis what the width is, for people
     */
    public record Plot(String id, String title, String lead, String axis, List<Curve> curves) {
        public Plot {
            curves = List.copyOf(curves);
        }
    }

    /**
     * A line of a plot.
     *
     * @param label its meaning
     * @param accuracies by bits, ascending
     */
    public record Curve(String label, List<Step> accuracies) {
        public Curve {
            accuracies = List.copyOf(accuracies);
        }
    }

    /** A place of a curve. */
    public record Step(int bits, double accuracy) {}

    /**
     * Points worth having by a cost.
     *
     * @param axis what the cost is, for people
     */
    public record Scatter(String id, String title, String axis, List<Dot> dots) {
        public Scatter {
            dots = List.copyOf(dots);
        }
    }

    /** A point worth having. */
    public record Dot(String label, double cost, double accuracy, boolean recommended) {}

    /**
     * How wide a layer has to be.
     *
     * @param proved bits of its accumulator that are proved to be enough
     * @param observed bits that were enough on the data
     * @param chosen bits of the recommended point; 0 where there is none
     * @param weights bits of its weights that the search chose; 0 where there was none
     */
    public record Bar(String layer, int proved, int observed, int chosen, int weights) {}

    /**
     * A map of shares.
     *
     * @param columns what the columns are, for people
     */
    public record Map(String id, String title, String lead, List<String> columns, List<MapRow> rows) {
        public Map {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /** A row of a map; shares from 0 to 1. */
    public record MapRow(String label, List<Double> shares) {
        public MapRow {
            shares = List.copyOf(shares);
        }
    }

    /** A table of texts. */
    public record Table(String id, String title, String lead, List<String> head, List<List<String>> rows) {
        public Table {
            head = List.copyOf(head);
            rows = rows.stream().map(List::copyOf).toList();
        }
    }
}
