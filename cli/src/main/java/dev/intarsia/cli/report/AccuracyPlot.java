package dev.intarsia.cli.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Accuracy over the width of the weights, one line for each width of the activations, beside the real network's. */
final class AccuracyPlot {

    private AccuracyPlot() {}

    static void write(Markup page, Accuracy accuracy) {
        page.open("section", "id", "accuracy");
        page.leaf("h2", accuracy.sweep().isPresent() ? "Accuracy per width" : "Accuracy");
        page.leaf("p", lead(accuracy), "class", "lead");
        accuracy.sweep().ifPresent(sweep -> plot(page, sweep));
        page.close();
    }

    private static String lead(Accuracy accuracy) {
        String images = Numbers.grouped(accuracy.images()) + " images";
        String integers = "The integers are right on " + Numbers.percent(accuracy.integer()) + " of " + images;
        String real = accuracy.real()
                .map(r -> ", the real network on " + Numbers.percent(r))
                .orElse("");
        String sweep = accuracy.sweep()
                .map(s -> " The plot shows other widths of weights, all on the first " + Numbers.grouped(s.images())
                        + " of them.")
                .orElse("");
        return integers + real + "." + sweep;
    }

    private static void plot(Markup page, Accuracy.Sweep sweep) {
        Axis widths = widths(sweep.points());
        Axis right = rightAnswers(sweep);
        page.open("div", "class", "plot", "style", "--plot-height: 16rem");
        PlotFrame.verticalTicks(page, right, 5, Numbers::wholePercent);
        page.open("svg", "class", "area", "role", "img", "aria-label", "accuracy over the bits of a weight");
        PlotFrame.grid(page, right, 5);
        realLine(page, right, sweep);
        series(sweep).values().forEach(points -> line(page, widths, right, points));
        page.close();
        List<Double> bits = sweep.points().stream()
                .map(p -> (double) p.weightBits())
                .distinct()
                .toList();
        PlotFrame.horizontalTicks(page, widths, bits, bit -> Math.round(bit) + " bit");
        page.close();
        page.leaf("p", "bits of a weight", "class", "axis-title");
    }

    private static Map<Integer, List<Accuracy.Point>> series(Accuracy.Sweep accuracy) {
        return accuracy.points().stream()
                .sorted(Comparator.comparingInt(Accuracy.Point::weightBits))
                .collect(Collectors.groupingBy(Accuracy.Point::activationBits, TreeMap::new, Collectors.toList()));
    }

    private static Axis widths(List<Accuracy.Point> points) {
        int low = points.stream().mapToInt(Accuracy.Point::weightBits).min().orElseThrow();
        int high = points.stream().mapToInt(Accuracy.Point::weightBits).max().orElseThrow();
        return new Axis(low - 0.5, high + 0.5);
    }

    private static Axis rightAnswers(Accuracy.Sweep accuracy) {
        double least =
                accuracy.points().stream().mapToDouble(Accuracy.Point::accuracy).reduce(accuracy.real(), Math::min);
        return new Axis(least > 0.85 ? 0.8 : least > 0.55 ? 0.5 : 0, 1);
    }

    private static void realLine(Markup page, Axis right, Accuracy.Sweep accuracy) {
        String y = Markup.percent(1 - right.share(accuracy.real()));
        page.empty("line", "class", "reference", "x1", "0", "x2", "100%", "y1", y, "y2", y);
        page.leaf(
                "text",
                "real " + Numbers.percent(accuracy.real()),
                "class",
                "label",
                "x",
                "0.5rem",
                "y",
                y,
                "dy",
                "-6");
    }

    private static void line(Markup page, Axis widths, Axis right, List<Accuracy.Point> points) {
        for (int i = 1; i < points.size(); i++) {
            page.empty(
                    "line",
                    "class",
                    "curve",
                    "x1",
                    Markup.percent(widths.share(points.get(i - 1).weightBits())),
                    "y1",
                    Markup.percent(1 - right.share(points.get(i - 1).accuracy())),
                    "x2",
                    Markup.percent(widths.share(points.get(i).weightBits())),
                    "y2",
                    Markup.percent(1 - right.share(points.get(i).accuracy())));
        }
        for (Accuracy.Point point : points) {
            String x = Markup.percent(widths.share(point.weightBits()));
            String y = Markup.percent(1 - right.share(point.accuracy()));
            page.titled(
                    "circle",
                    point.weightBits() + "-bit weights, " + point.activationBits() + "-bit activations: "
                            + Numbers.percent(point.accuracy()),
                    "class",
                    point.chosen() ? "dot chosen" : "dot",
                    "cx",
                    x,
                    "cy",
                    y,
                    "r",
                    point.chosen() ? 6 : 4.5);
            page.leaf(
                    "text",
                    String.format(java.util.Locale.ROOT, "%.1f", point.accuracy() * 100),
                    "class",
                    "label middle",
                    "x",
                    x,
                    "y",
                    y,
                    "dy",
                    "20");
        }
    }
}
