package dev.intarsia.cli;

import dev.intarsia.cli.report.Numbers;
import dev.intarsia.cli.report.Report;
import dev.intarsia.cli.report.SizeReport;
import dev.intarsia.cli.size.AreaTable;
import dev.intarsia.cli.size.Choice.Costed;
import dev.intarsia.cli.size.Cost;
import dev.intarsia.cli.size.Datapath;
import dev.intarsia.cli.size.Key;
import dev.intarsia.cli.size.LayerWidth;
import dev.intarsia.cli.size.MixedWidths;
import dev.intarsia.cli.size.Point;
import dev.intarsia.cli.size.Sized;
import dev.intarsia.cli.size.Steps;
import dev.intarsia.cli.size.SweepSpec.Axis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** From what a sizing found to the pictures and tables of its report. */
public final class SizeFigures {

    private static final int MOST_ROWS = 200;

    private final Sized sized;
    private final List<Point> points;

    public SizeFigures(Sized sized) {
        this.sized = sized;
        this.points = sized.result().points();
    }

    /** The whole report. */
    public SizeReport report() {
        return new SizeReport(
                sized.model(), facts(), sized.real(), plots(), scatters(), bars(), maps(), tables(), notes());
    }

    private List<Report.Fact> facts() {
        List<Report.Fact> facts = new ArrayList<>();
        facts.add(new Report.Fact(
                "points", Numbers.grouped(points.size()), "on " + Numbers.grouped(sized.samples()) + " samples"));
        sized.real().ifPresent(r -> facts.add(new Report.Fact("real numbers", Numbers.percent(r), "accuracy")));
        sized.choice()
                .recommended()
                .ifPresent(c -> facts.add(new Report.Fact(
                        "recommended",
                        Numbers.percent(sized.accuracy(c.point())),
                        SizeText.brief(c.point().datapath()) + "; " + SizeText.cost(c.cost()))));
        return facts;
    }

    /** For each width that is swept one plot; a curve for each kind of accumulator, everything else at its last value. */
    private List<SizeReport.Plot> plots() {
        List<SizeReport.Plot> plots = new ArrayList<>();
        for (Axis axis : sized.sweep().axes()) {
            if (axis.key().isNumber()
                    && axis.key().changesInteger()
                    && axis.values().size() > 1) {
                List<SizeReport.Curve> curves = curves(axis);
                if (!curves.isEmpty()) {
                    plots.add(new SizeReport.Plot(
                            axis.key() == Key.ACCUMULATOR && axis.layer().isEmpty() ? "curves" : "curve-" + axis.name(),
                            "Accuracy over " + said(axis.key()) + (axis.layer().isEmpty() ? "" : " of " + axis.layer()),
                            "Everything else that is swept has its last value; one line for each kind of accumulator.",
                            said(axis.key()),
                            curves));
                }
            }
        }
        return plots;
    }

    private static String said(Key key) {
        return switch (key) {
            case WEIGHTS -> "bits of a weight";
            case ACTIVATIONS -> "bits of an activation";
            case PIXELS -> "bits of a pixel";
            case ACCUMULATOR -> "bits of an accumulator";
            case BIAS -> "bits of a bias";
            case MULTIPLIER -> "bits of a requantizer's multiplier";
            case OVERFLOW, ROUNDING, ARRAY, SCRATCHPAD, PORT -> key.text();
        };
    }

    private List<SizeReport.Curve> curves(Axis axis) {
        Map<String, List<SizeReport.Step>> curves = new LinkedHashMap<>();
        for (Point p : points) {
            Optional<Datapath.Setting> own = p.datapath().settings().stream()
                    .filter(s -> s.key() == axis.key() && s.layer().equals(axis.layer()))
                    .findFirst();
            boolean others = sized.sweep().axes().stream()
                    .filter(a -> a != axis && a.key() != Key.OVERFLOW)
                    .allMatch(a -> p.datapath().settings().stream()
                            .filter(s -> s.key() == a.key() && s.layer().equals(a.layer()))
                            .allMatch(s -> s.value().equals(a.values().getLast())));
            if (others && own.isPresent()) {
                curves.computeIfAbsent(p.kind(), kind -> new ArrayList<>())
                        .add(new SizeReport.Step(Integer.parseInt(own.get().value()), sized.accuracy(p)));
            }
        }
        curves.values().forEach(steps -> steps.sort(Comparator.comparingInt(SizeReport.Step::bits)));
        return curves.entrySet().stream()
                .filter(e -> e.getValue().size() > 1)
                .map(e -> new SizeReport.Curve(e.getKey(), e.getValue()))
                .toList();
    }

    private List<SizeReport.Scatter> scatters() {
        List<SizeReport.Scatter> scatters = new ArrayList<>();
        scatter(
                        "pareto-area",
                        "Accuracy over area",
                        sized.pricing().areaCaption(sized.isArraySwept()),
                        c -> c.lut().stream().boxed().findFirst())
                .ifPresent(scatters::add);
        scatter(
                        "pareto-energy",
                        "Accuracy over energy",
                        "nJ an inference",
                        c -> c.picojoules().stream().map(e -> e / 1e3).boxed().findFirst())
                .ifPresent(scatters::add);
        scatter(
                        "pareto-cycles",
                        "Accuracy over cycles",
                        "cycles an inference",
                        c -> c.cycles().stream().mapToObj(n -> (double) n).findFirst())
                .ifPresent(scatters::add);
        scatter(
                        "pareto-weights",
                        "Accuracy over the size of the weights",
                        "bits of all weights",
                        c -> Optional.of((double) c.weightBits()))
                .ifPresent(scatters::add);
        return scatters;
    }

    private Optional<SizeReport.Scatter> scatter(
            String id, String title, String axis, Function<Cost, Optional<Double>> cost) {
        List<SizeReport.Dot> dots = new ArrayList<>();
        for (Costed c : sized.choice().pareto()) {
            cost.apply(c.cost())
                    .ifPresent(value -> dots.add(new SizeReport.Dot(
                            SizeText.brief(c.point().datapath()),
                            value,
                            sized.accuracy(c.point()),
                            sized.choice().recommended().filter(c::equals).isPresent())));
        }
        boolean differ =
                dots.stream().mapToDouble(SizeReport.Dot::cost).distinct().count() > 1;
        return differ ? Optional.of(new SizeReport.Scatter(id, title, axis, dots)) : Optional.empty();
    }

    private List<SizeReport.Bar> bars() {
        return sized.sums().stream()
                .map(l -> new SizeReport.Bar(
                        l.layer(),
                        l.sum().orElseThrow().provedBits(),
                        l.sum().orElseThrow().observedBits(),
                        sized.choice()
                                .recommended()
                                .map(c -> c.point().accumulator())
                                .orElse(0),
                        sized.mixed()
                                .map(mixed -> mixed.greedy().bits().getOrDefault(l.layer(), 0))
                                .orElse(0)))
                .toList();
    }

    /** Which share of each layer's sums would not fit, whatever the width: from one pass. */
    private List<SizeReport.Map> maps() {
        List<LayerWidth> sums = sized.sums();
        OptionalInt most = sums.stream()
                .mapToInt(l -> l.sum().orElseThrow().observedBits())
                .max();
        if (most.isEmpty()) {
            return List.of();
        }
        List<Integer> widths = IntStream.range(Math.max(2, most.getAsInt() - 14), most.getAsInt() + 1)
                .boxed()
                .toList();
        return List.of(
                new SizeReport.Map(
                        "overflow",
                        "Sums that do not fit an accumulator",
                        "Of the exact inference of the widest network: the share of each layer's sums beyond a width. A dot is less than 0.05 %.",
                        widths.stream().map(String::valueOf).toList(),
                        sums.stream()
                                .map(l -> new SizeReport.MapRow(
                                        l.layer(),
                                        widths.stream()
                                                .map(bits -> beyond(l.seen().sumsByBits(), bits))
                                                .toList()))
                                .toList()),
                new SizeReport.Map(
                        "words",
                        "Words of each layer's result",
                        "The share of words in each of 16 equal parts of the format, from the least to the greatest word.",
                        IntStream.range(0, 16).mapToObj(i -> "").toList(),
                        sized.result().layers().stream()
                                .map(l -> new SizeReport.MapRow(
                                        l.layer(), parts(l.seen().wordsByPart())))
                                .toList()));
    }

    private static double beyond(long[] byBits, int bits) {
        long all = 0;
        long more = 0;
        for (int b = 0; b < byBits.length; b++) {
            all += byBits[b];
            more += b > bits ? byBits[b] : 0;
        }
        return all == 0 ? 0 : (double) more / all;
    }

    private static List<Double> parts(long[] counts) {
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        List<Double> shares = new ArrayList<>();
        for (int i = 0; i < counts.length; i += 2) {
            shares.add(all == 0 ? 0 : (double) (counts[i] + counts[i + 1]) / all);
        }
        return shares;
    }

    private List<SizeReport.Table> tables() {
        List<SizeReport.Table> tables = new ArrayList<>();
        tables.add(new SizeReport.Table(
                "pareto",
                "Points worth having",
                "No other point of the sweep is at least as good in accuracy and in every cost, and better in one of them.",
                List.of("point", "cost", "weights", "accuracy", "sums that do not fit", ""),
                sized.choice().pareto().stream()
                        .limit(MOST_ROWS)
                        .map(c -> List.of(
                                SizeText.brief(c.point().datapath()),
                                SizeText.cost(c.cost()),
                                Numbers.grouped(c.cost().weightBits()) + " bits",
                                Numbers.percent(sized.accuracy(c.point())),
                                SizeText.overflow(c.point()),
                                sized.choice().recommended().filter(c::equals).isPresent() ? "recommended" : ""))
                        .toList()));
        List<Steps.Fall> falls = Steps.falls(points);
        if (!falls.isEmpty()) {
            tables.add(new SizeReport.Table(
                    "falls",
                    "Where a wider accumulator loses answers",
                    "",
                    List.of("point", "from", "to", "why"),
                    falls.stream()
                            .limit(MOST_ROWS)
                            .map(fall -> List.of(
                                    SizeText.brief(fall.to().datapath()),
                                    Numbers.percent(sized.accuracy(fall.from())),
                                    Numbers.percent(sized.accuracy(fall.to())),
                                    fall.why()))
                            .toList()));
        }
        sized.mixed().ifPresent(mixed -> tables.add(sensitivities(mixed)));
        tables.add(requantizers());
        tables.add(area());
        tables.add(heldOut());
        return tables;
    }

    private SizeReport.Table sensitivities(MixedWidths.Outcome mixed) {
        List<Integer> widths = mixed.sensitivities().stream()
                .map(MixedWidths.Sensitivity::bits)
                .distinct()
                .toList();
        List<String> head = new ArrayList<>(List.of("layer"));
        widths.forEach(bits -> head.add(bits + " bit"));
        head.add("greedy");
        head.add("exact");
        Map<String, List<MixedWidths.Sensitivity>> layers = mixed.sensitivities().stream()
                .collect(
                        Collectors.groupingBy(MixedWidths.Sensitivity::layer, LinkedHashMap::new, Collectors.toList()));
        List<List<String>> rows = new ArrayList<>();
        layers.forEach((layer, own) -> {
            List<String> row = new ArrayList<>(List.of(layer));
            own.forEach(s -> row.add(Numbers.percent((double) s.right() / sized.samples())));
            row.add(mixed.greedy().bits().get(layer) + " bit");
            row.add(mixed.exact().map(e -> e.bits().get(layer) + " bit").orElse(""));
            rows.add(row);
        });
        return new SizeReport.Table(
                "sensitivity",
                "Weights of one layer narrower, all others at the widest",
                mixed.gap()
                        .map(gap -> "The greedy search has " + Numbers.percent(gap)
                                + " more bits of weights than the least of all combinations.")
                        .orElse(""),
                head,
                rows);
    }

    private SizeReport.Table requantizers() {
        return new SizeReport.Table(
                "requantizers",
                "Proved of biases, multipliers and shifts",
                "Checked by a second program. Partial sums are what an accumulator holds on the way, whatever the order.",
                List.of("layer", "bias", "multiplier", "shift", "partial sums"),
                sized.proved().layers().stream()
                        .map(l -> List.of(
                                l.name(),
                                l.biasBits() + " bit",
                                l.requantizer().multiplierBits() == 0
                                        ? "not an integer"
                                        : l.requantizer().multiplierBits() + " bit",
                                l.requantizer().leastShift() + " … "
                                        + l.requantizer().greatestShift(),
                                Numbers.grouped(l.partialLow()) + " … " + Numbers.grouped(l.partialHigh())))
                        .toList());
    }

    /** The recommended widths, or the widest, on every fabric. */
    private SizeReport.Table area() {
        Point shown = sized.choice().recommended().map(Costed::point).orElse(points.getLast());
        AreaTable table = sized.pricing().area();
        List<LayerWidth> layers = sized.result().layers(); // what a model that was quantized before has
        int activations = shown.activations() > 0
                ? shown.activations()
                : layers.stream().mapToInt(LayerWidth::wordBits).max().orElse(0);
        int weights = shown.weights() > 0
                ? shown.weights()
                : layers.stream().mapToInt(LayerWidth::weightBits).max().orElse(0);
        List<List<String>> rows = new ArrayList<>();
        for (AreaTable.Fabric fabric : table.fabrics()) {
            for (int[] shape : List.of(new int[] {4, 2}, new int[] {8, 8})) {
                Optional<AreaTable.Cells> cells =
                        table.cells(fabric, shape[0], shape[1], activations, weights, shown.accumulator());
                rows.add(List.of(
                        fabric.text(),
                        shape[0] + " × " + shape[1],
                        cells.map(c -> whole(c.lut())).orElse("not measured"),
                        cells.map(c -> whole(c.carry())).orElse(""),
                        cells.map(c -> whole(c.ff())).orElse(""),
                        cells.map(c -> whole(c.dsp())).orElse(""),
                        table.megahertz(fabric, activations, weights).stream()
                                .mapToObj(mhz -> String.format(Locale.ROOT, "%.1f MHz at 4 × 2, accumulator 32", mhz))
                                .findFirst()
                                .orElse("not measured")));
            }
        }
        return new SizeReport.Table(
                "area",
                "Cells of the MAC array",
                SizeText.brief(shown.datapath()),
                List.of("fabric", "array", "LUT", "carry", "registers", "multipliers", "clock"),
                rows);
    }

    private static String whole(double number) {
        return Numbers.grouped(Math.round(number));
    }

    private SizeReport.Table heldOut() {
        return new SizeReport.Table(
                "held-out",
                "The area table at points that were held out of it",
                "Worst error " + Numbers.percent(sized.pricing().area().worstHeldOutError()) + ".",
                List.of("fabric", "array", "measured", "interpolated", "error"),
                sized.pricing().area().heldOut().stream()
                        .map(held -> List.of(
                                held.fabric().text(),
                                held.size(),
                                whole(held.measured()),
                                whole(held.interpolated()),
                                Numbers.percent(held.error())))
                        .toList());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("Integers are bit-exact: every point gives the words that hardware of these widths gives.");
        notes.add("An accumulator in which no sum leaves its width gives the same words as a wider one.");
        notes.add(
                "wrap keeps the low bits of a sum; saturate_end bounds the finished sum; saturate(n) bounds it after every n products.");
        notes.add("Sums that do not fit are counted in the point's own inferences.");
        notes.add(
                "Area: " + sized.pricing().areaCaption(sized.isArraySwept())
                        + ". Rows, columns and accumulators lie on lines between measured points; anything else is not measured.");
        notes.add("Cycles and traffic: one plan for " + sized.pricing().target().name()
                + " for all points with words of the same bytes.");
        notes.add(
                "Energy: counts times the costs of Horowitz, ISSCC 2014 (45 nm); a product counts by the product of its operands'"
                        + " bits. It ranks points and does not predict a chip.");
        return notes;
    }
}
