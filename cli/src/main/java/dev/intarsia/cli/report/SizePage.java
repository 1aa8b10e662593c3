package dev.intarsia.cli.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The report of a sizing as one HTML page that stands alone. */
public final class SizePage {

    private static final List<String> COLOURS =
            List.of("var(--busy)", "var(--load)", "var(--compute)", "var(--store)", "var(--port)");

    /** Shares below this one show as the least that is not nothing. */
    private static final double LEAST_SHARE = 1e-6;

    private SizePage() {}

    /** The page; the same report always gives the same bytes. */
    public static String render(SizeReport report) {
        Markup page = new Markup();
        ReportPage.begin(page, report.model() + ", sized", "Intarsia · sizing", report.model(), "datapath sizing");
        ReportPage.facts(page, report.facts());
        page.close();
        bars(page, report);
        report.plots().forEach(plot -> plot(page, plot, report.real()));
        report.scatters().forEach(scatter -> scatter(page, scatter));
        report.maps().forEach(map -> map(page, map));
        report.tables().forEach(table -> table(page, table));
        ReportPage.notes(page, report.notes());
        return ReportPage.end(page);
    }

    private static void bars(Markup page, SizeReport report) {
        boolean chosen = report.bars().stream().anyMatch(bar -> bar.chosen() > 0);
        boolean weights = report.bars().stream().anyMatch(bar -> bar.weights() > 0);
        page.open("section", "id", "layers").leaf("h2", "How wide layers have to be");
        page.leaf(
                "p",
                "Proved: no input can make a sum leave this width, and one bit less is not enough. Observed: no sum of the data left it."
                        + (chosen ? " Chosen: the accumulators of the recommended point." : "")
                        + (weights ? " Weights: what the search gives each layer." : ""),
                "class",
                "lead");
        page.open("table").open("thead").open("tr");
        List.of("layer", "proved", "observed", chosen ? "chosen" : "", weights ? "weights" : "", "")
                .forEach(head -> page.leaf("th", head));
        page.close().close().open("tbody");
        int most = report.bars().stream()
                .mapToInt(bar -> Math.max(bar.proved(), bar.chosen()))
                .max()
                .orElse(1);
        for (SizeReport.Bar bar : report.bars()) {
            page.open("tr");
            page.leaf("td", bar.layer());
            page.leaf("td", bits(bar.proved())).leaf("td", bits(bar.observed()));
            page.leaf("td", bits(bar.chosen())).leaf("td", bits(bar.weights()));
            page.open("td", "style", "width: 45%")
                    .open(
                            "svg",
                            "width",
                            "100%",
                            "height",
                            "22",
                            "role",
                            "img",
                            "aria-label",
                            bar.layer() + ": proved " + bar.proved() + ", observed " + bar.observed() + ", chosen "
                                    + bar.chosen());
            rectangle(page, 1, (double) bar.proved() / most, "var(--idle)");
            rectangle(page, 5, (double) bar.observed() / most, "var(--busy)");
            rectangle(page, 9, (double) bar.chosen() / most, "var(--store)");
            page.close().close().close();
        }
        page.close().close().close();
    }

    private static String bits(int bits) {
        return bits == 0 ? "" : bits + " bit";
    }

    private static void rectangle(Markup page, int inset, double share, String colour) {
        page.empty(
                "rect",
                "x",
                "0",
                "y",
                inset,
                "width",
                Markup.percent(share),
                "height",
                22 - 2 * inset,
                "style",
                "fill: " + colour);
    }

    private static void begin(Markup page, String id, String title, String lead) {
        page.open("section", "id", id).leaf("h2", title);
        if (!lead.isEmpty()) {
            page.leaf("p", lead, "class", "lead");
        }
    }

    private static void plot(Markup page, SizeReport.Plot plot, Optional<Double> real) {
        int low = bits(plot).min().orElse(0);
        int high = bits(plot).max().orElse(1);
        Axis widths = new Axis(low - 0.5, high + 0.5);
        Axis right = new Axis(0, 1);
        begin(page, plot.id(), plot.title(), plot.lead());
        frame(page, plot.title(), right);
        real.ifPresent(share -> {
            String y = Markup.percent(1 - share);
            page.empty("line", "class", "reference", "x1", "0", "x2", "100%", "y1", y, "y2", y);
        });
        for (int c = 0; c < plot.curves().size(); c++) {
            curve(page, plot.curves().get(c), COLOURS.get(c % COLOURS.size()), widths, right);
        }
        page.close();
        int every = Math.max(1, (high - low) / 12);
        List<Double> ticks = IntStream.rangeClosed(low, high)
                .filter(bit -> (bit - low) % every == 0)
                .mapToObj(bit -> (double) bit)
                .toList();
        PlotFrame.horizontalTicks(page, widths, ticks, bit -> Math.round(bit) + "");
        page.close();
        page.leaf("p", plot.axis(), "class", "axis-title");
        legend(page, plot);
        page.close();
    }

    private static void frame(Markup page, String label, Axis right) {
        page.open("div", "class", "plot", "style", "--plot-height: 18rem");
        PlotFrame.verticalTicks(page, right, 5, Numbers::wholePercent);
        page.open("svg", "class", "area", "role", "img", "aria-label", label);
        PlotFrame.grid(page, right, 5);
    }

    private static IntStream bits(SizeReport.Plot plot) {
        return plot.curves().stream().flatMap(c -> c.accuracies().stream()).mapToInt(SizeReport.Step::bits);
    }

    private static void legend(Markup page, SizeReport.Plot plot) {
        page.open("ul", "class", "legend");
        for (int c = 0; c < plot.curves().size(); c++) {
            page.open("li");
            page.leaf("i", "", "class", "swatch", "style", "background: " + COLOURS.get(c % COLOURS.size()));
            page.leaf("span", plot.curves().get(c).label()).close();
        }
        page.close();
    }

    private static void curve(Markup page, SizeReport.Curve curve, String colour, Axis widths, Axis right) {
        List<SizeReport.Step> steps = curve.accuracies();
        for (int i = 1; i < steps.size(); i++) {
            page.empty(
                    "line",
                    "x1",
                    Markup.percent(widths.share(steps.get(i - 1).bits())),
                    "y1",
                    Markup.percent(1 - right.share(steps.get(i - 1).accuracy())),
                    "x2",
                    Markup.percent(widths.share(steps.get(i).bits())),
                    "y2",
                    Markup.percent(1 - right.share(steps.get(i).accuracy())),
                    "style",
                    "stroke: " + colour + "; stroke-width: 2");
        }
        for (SizeReport.Step step : steps) {
            page.titled(
                    "circle",
                    curve.label() + ", " + step.bits() + " bits: " + Numbers.percent(step.accuracy()),
                    "cx",
                    Markup.percent(widths.share(step.bits())),
                    "cy",
                    Markup.percent(1 - right.share(step.accuracy())),
                    "r",
                    "4",
                    "style",
                    "fill: " + colour);
        }
    }

    private static void scatter(Markup page, SizeReport.Scatter scatter) {
        double most =
                scatter.dots().stream().mapToDouble(SizeReport.Dot::cost).max().orElse(1);
        Axis costs = new Axis(0, Math.max(most, 1e-9) * 1.05);
        Axis right = new Axis(0, 1);
        begin(page, scatter.id(), scatter.title(), "");
        frame(page, scatter.title(), right);
        for (SizeReport.Dot dot : scatter.dots()) {
            page.titled(
                    "circle",
                    dot.label() + ": " + Numbers.percent(dot.accuracy()) + ", "
                            + Numbers.grouped(Math.round(dot.cost())),
                    "class",
                    dot.recommended() ? "dot chosen" : "dot",
                    "cx",
                    Markup.percent(costs.share(dot.cost())),
                    "cy",
                    Markup.percent(1 - right.share(dot.accuracy())),
                    "r",
                    dot.recommended() ? 7 : 4.5);
        }
        page.close();
        PlotFrame.horizontalTicks(page, costs, costs.ticks(6), tick -> Numbers.grouped(Math.round(tick)));
        page.close();
        page.leaf("p", scatter.axis(), "class", "axis-title");
        page.close();
    }

    private static void map(Markup page, SizeReport.Map map) {
        begin(page, map.id(), map.title(), map.lead());
        page.open("table").open("thead").open("tr").leaf("th", "");
        map.columns().forEach(column -> page.leaf("th", column));
        page.close().close().open("tbody");
        for (SizeReport.MapRow row : map.rows()) {
            page.open("tr").leaf("td", row.label());
            for (double share : row.shares()) {
                // One shade for each factor of ten: what is rare still shows.
                double shade = share == 0 ? 0 : 1 - Math.log10(Math.max(share, LEAST_SHARE)) / Math.log10(LEAST_SHARE);
                page.leaf(
                        "td",
                        share == 0 ? "" : share < 0.0005 ? "·" : Numbers.wholePercent(share),
                        "title",
                        row.label() + ": " + share,
                        "style",
                        "background: color-mix(in srgb, var(--load) " + Markup.percent(Math.max(shade, 0))
                                + ", transparent)");
            }
            page.close();
        }
        page.close().close().close();
    }

    private static void table(Markup page, SizeReport.Table table) {
        begin(page, table.id(), table.title(), table.lead());
        page.open("table").open("thead").open("tr");
        table.head().forEach(head -> page.leaf("th", head));
        page.close().close().open("tbody");
        for (List<String> row : table.rows()) {
            page.open("tr");
            row.forEach(cell -> page.leaf("td", cell));
            page.close();
        }
        page.close().close().close();
    }
}
