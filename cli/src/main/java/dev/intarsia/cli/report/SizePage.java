package dev.intarsia.cli.report;

import java.util.List;
import java.util.stream.IntStream;

/** The report of a sizing as one HTML page that stands alone. */
public final class SizePage {

    private static final List<String> COLOURS =
            List.of("var(--busy)", "var(--load)", "var(--compute)", "var(--store)", "var(--port)");

    private SizePage() {}

    /** The page; the same report always gives the same bytes. */
    public static String render(SizeReport report) {
        Markup page = new Markup();
        ReportPage.begin(page, report.model() + ", sized", "Intarsia · sizing", report.model(), "datapath sizing");
        ReportPage.facts(page, report.facts());
        page.close();
        layers(page, report);
        curves(page, report);
        pareto(page, report);
        ReportPage.notes(page, report.notes());
        return ReportPage.end(page);
    }

    private static void layers(Markup page, SizeReport report) {
        page.open("section", "id", "layers").leaf("h2", "How wide accumulators have to be");
        page.leaf(
                "p",
                "Proved: no input can make a sum leave this width, and one bit less is not enough. Observed: no sum of the data left it.",
                "class",
                "lead");
        page.open("table").open("thead").open("tr");
        List.of("layer", "proved", "observed", "").forEach(head -> page.leaf("th", head));
        page.close().close().open("tbody");
        int most =
                report.layers().stream().mapToInt(SizeReport.Bar::proved).max().orElse(1);
        for (SizeReport.Bar bar : report.layers()) {
            page.open("tr");
            page.leaf("td", bar.layer());
            page.leaf("td", bar.proved() + " bit").leaf("td", bar.observed() + " bit");
            page.open("td", "style", "width: 50%")
                    .open(
                            "svg",
                            "width",
                            "100%",
                            "height",
                            "18",
                            "role",
                            "img",
                            "aria-label",
                            bar.layer() + ": proved " + bar.proved() + ", observed " + bar.observed());
            rectangle(page, 2, (double) bar.proved() / most, "var(--idle)");
            rectangle(page, 6, (double) bar.observed() / most, "var(--busy)");
            page.close().close().close();
        }
        page.close().close().close();
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
                18 - 2 * inset,
                "style",
                "fill: " + colour);
    }

    private static void curves(Markup page, SizeReport report) {
        if (report.curves().isEmpty()) {
            return;
        }
        int low = bits(report).min().orElseThrow();
        int high = bits(report).max().orElseThrow();
        Axis widths = new Axis(low - 0.5, high + 0.5);
        Axis right = new Axis(0, 1);
        page.open("section", "id", "curves").leaf("h2", "Accuracy over the width of the accumulator");
        page.leaf(
                "p", "One line for each kind of accumulator, on the widest weights and activations.", "class", "lead");
        page.open("div", "class", "plot", "style", "--plot-height: 18rem");
        PlotFrame.verticalTicks(page, right, 5, Numbers::wholePercent);
        page.open("svg", "class", "area", "role", "img", "aria-label", "accuracy over the bits of an accumulator");
        PlotFrame.grid(page, right, 5);
        report.real().ifPresent(real -> {
            String y = Markup.percent(1 - real);
            page.empty("line", "class", "reference", "x1", "0", "x2", "100%", "y1", y, "y2", y);
        });
        for (int c = 0; c < report.curves().size(); c++) {
            curve(page, report.curves().get(c), COLOURS.get(c % COLOURS.size()), widths, right);
        }
        page.close();
        List<Double> ticks = IntStream.rangeClosed(low, high)
                .filter(bit -> bit % 2 == 0)
                .mapToObj(bit -> (double) bit)
                .toList();
        PlotFrame.horizontalTicks(page, widths, ticks, bit -> Math.round(bit) + "");
        page.close();
        page.leaf("p", "bits of an accumulator", "class", "axis-title");
        legend(page, report);
        page.close();
    }

    private static IntStream bits(SizeReport report) {
        return report.curves().stream().flatMap(c -> c.accuracies().stream()).mapToInt(SizeReport.Step::bits);
    }

    private static void legend(Markup page, SizeReport report) {
        page.open("ul", "class", "legend");
        for (int c = 0; c < report.curves().size(); c++) {
            page.open("li");
            page.leaf("i", "", "class", "swatch", "style", "background: " + COLOURS.get(c % COLOURS.size()));
            page.leaf("span", report.curves().get(c).label()).close();
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

    private static void pareto(Markup page, SizeReport report) {
        page.open("section", "id", "pareto").leaf("h2", "Points worth having");
        page.leaf(
                "p",
                "No other point of the sweep is at least as good in accuracy, weights and cost, and better in one of them.",
                "class",
                "lead");
        report.costAxis().ifPresent(cost -> scatter(page, report, cost));
        page.open("table").open("thead").open("tr");
        List.of("widths", report.costAxis().isPresent() ? "cost" : "", "accuracy", "sums that do not fit", "")
                .forEach(head -> page.leaf("th", head));
        page.close().close().open("tbody");
        for (SizeReport.Dot dot : report.pareto()) {
            page.open("tr");
            page.leaf("td", dot.label());
            page.leaf("td", dot.cost() < 0 ? "not measured" : Numbers.grouped(Math.round(dot.cost())));
            page.leaf("td", Numbers.percent(dot.accuracy()));
            page.leaf("td", dot.overflow());
            page.leaf("td", dot.recommended() ? "recommended" : "");
            page.close();
        }
        page.close().close().close();
    }

    private static void scatter(Markup page, SizeReport report, String cost) {
        double most =
                report.pareto().stream().mapToDouble(SizeReport.Dot::cost).max().orElse(1);
        Axis costs = new Axis(0, most * 1.05);
        Axis right = new Axis(0, 1);
        page.open("div", "class", "plot", "style", "--plot-height: 18rem");
        PlotFrame.verticalTicks(page, right, 5, Numbers::wholePercent);
        page.open("svg", "class", "area", "role", "img", "aria-label", "accuracy over cost");
        PlotFrame.grid(page, right, 5);
        for (SizeReport.Dot dot : report.pareto()) {
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
        page.leaf("p", cost, "class", "axis-title");
    }
}
