package dev.intarsia.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What quantization cost as one HTML page that stands alone. */
public final class LossPage {

    private static final List<String> COLOURS =
            List.of("var(--idle)", "var(--busy)", "var(--load)", "var(--store)", "var(--port)");

    private LossPage() {}

    /** The page; the same report always gives the same bytes. */
    public static String render(LossReport report) {
        Markup page = new Markup();
        ReportPage.begin(
                page, report.model() + ", quantized", "Intarsia · quantization", report.model(), "in integers");
        ReportPage.facts(page, report.facts());
        page.close();
        losses(page, report.layers());
        report.widths().ifPresent(widths -> pareto(page, widths));
        ReportPage.notes(page, report.notes());
        return ReportPage.end(page);
    }

    private static void losses(Markup page, List<LossReport.Layer> layers) {
        if (layers.isEmpty()) {
            return;
        }
        page.open("section", "id", "losses").leaf("h2", "Where accuracy goes");
        page.leaf(
                "p",
                "The mean square of each layer's error as a share of its signal, divided among what causes it by itself;"
                        + " the worst layers first. Inherited is what the layers before brought.",
                "class",
                "lead");
        List<String> causes =
                layers.getFirst().parts().sequencedKeySet().stream().toList();
        legend(page, causes);
        double most = layers.stream().mapToDouble(LossReport.Layer::noise).max().orElse(1);
        page.open("div", "class", "rows");
        for (LossReport.Layer layer : layers) {
            row(page, layer, causes, Math.max(most, Double.MIN_NORMAL));
        }
        page.close().close();
    }

    private static void row(Markup page, LossReport.Layer layer, List<String> causes, double most) {
        page.open("div", "class", "row");
        page.leaf("span", layer.name(), "class", "name");
        page.open(
                "svg",
                "class",
                "bar",
                "role",
                "img",
                "aria-label",
                layer.name() + ": signal to noise " + decibels(layer.signalToNoise()));
        double before = 0;
        for (int i = 0; i < causes.size(); i++) {
            double noise = layer.noise(causes.get(i));
            if (noise > 0) {
                page.titled(
                        "rect",
                        String.format(
                                Locale.ROOT,
                                "%s, %s: %.3f steps",
                                layer.name(),
                                causes.get(i),
                                Math.sqrt(layer.parts().get(causes.get(i)))),
                        "x",
                        Markup.percent(before / most),
                        "width",
                        Markup.percent(noise / most),
                        "height",
                        "100%",
                        "style",
                        "fill: " + COLOURS.get(i % COLOURS.size()));
                before += noise;
            }
        }
        page.close();
        page.leaf("span", decibels(layer.signalToNoise()), "class", "number");
        page.close();
    }

    private static void pareto(Markup page, LossReport.Widths widths) {
        page.open("section", "id", "widths").leaf("h2", "Widths layer by layer");
        page.leaf(
                "p",
                "Signal to noise of the last sums over the cost: all layers alike, and the best widths found for the same"
                        + " cost. The large dot is what was made.",
                "class",
                "lead");
        List<LossReport.Place> all = new ArrayList<>(widths.uniform());
        all.addAll(widths.mixed());
        all.add(widths.chosen());
        double low = all.stream().mapToDouble(LossReport.Place::cost).min().orElse(0);
        double high = all.stream().mapToDouble(LossReport.Place::cost).max().orElse(1);
        double margin = Math.max(high - low, Math.max(Math.abs(high), 1) * 1e-6) * 0.05;
        Axis costs = new Axis(low - margin, high + margin);
        Axis decibels = new Axis(
                Math.min(
                        0,
                        all.stream()
                                .mapToDouble(LossReport.Place::signalToNoise)
                                .min()
                                .orElse(0)),
                1.05
                        * Math.max(
                                1,
                                all.stream()
                                        .mapToDouble(LossReport.Place::signalToNoise)
                                        .max()
                                        .orElse(1)));
        page.open("div", "class", "plot", "style", "--plot-height: 18rem");
        PlotFrame.verticalTicks(page, decibels, 5, tick -> Markup.trim(tick) + " dB");
        page.open("svg", "class", "area", "role", "img", "aria-label", "signal to noise over " + widths.unit());
        PlotFrame.grid(page, decibels, 5);
        curve(page, widths.uniform(), COLOURS.get(1), costs, decibels);
        curve(page, widths.mixed(), COLOURS.get(3), costs, decibels);
        dot(page, widths.chosen(), 7, COLOURS.get(3), costs, decibels);
        page.close();
        PlotFrame.horizontalTicks(page, costs, costs.ticks(6), Markup::trim);
        page.close();
        page.leaf("p", widths.unit(), "class", "axis-title");
        page.open("ul", "class", "legend");
        entry(page, COLOURS.get(1), "all layers alike");
        entry(page, COLOURS.get(3), "layer by layer");
        page.close().close();
    }

    private static void curve(Markup page, List<LossReport.Place> places, String colour, Axis costs, Axis decibels) {
        for (int i = 1; i < places.size(); i++) {
            page.empty(
                    "line",
                    "x1",
                    x(places.get(i - 1), costs),
                    "y1",
                    y(places.get(i - 1), decibels),
                    "x2",
                    x(places.get(i), costs),
                    "y2",
                    y(places.get(i), decibels),
                    "style",
                    "stroke: " + colour + "; stroke-width: 2");
        }
        places.forEach(place -> dot(page, place, 4, colour, costs, decibels));
    }

    private static void dot(Markup page, LossReport.Place place, int radius, String colour, Axis costs, Axis decibels) {
        page.titled(
                "circle",
                place.label() + ": " + decibels(place.signalToNoise()),
                "cx",
                x(place, costs),
                "cy",
                y(place, decibels),
                "r",
                radius,
                "style",
                "fill: " + colour);
    }

    private static String x(LossReport.Place place, Axis costs) {
        return Markup.percent(costs.share(place.cost()));
    }

    private static String y(LossReport.Place place, Axis decibels) {
        return Markup.percent(1 - decibels.share(place.signalToNoise()));
    }

    private static void legend(Markup page, List<String> causes) {
        page.open("ul", "class", "legend");
        for (int i = 0; i < causes.size(); i++) {
            entry(page, COLOURS.get(i % COLOURS.size()), causes.get(i));
        }
        page.close();
    }

    private static void entry(Markup page, String colour, String label) {
        page.open("li");
        page.leaf("i", "", "class", "swatch", "style", "background: " + colour);
        page.leaf("span", label).close();
    }

    private static String decibels(double ratio) {
        return String.format(Locale.ROOT, "%.1f dB", ratio);
    }
}
