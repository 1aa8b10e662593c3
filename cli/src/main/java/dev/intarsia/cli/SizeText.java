package dev.intarsia.cli;

import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.cli.report.Numbers;
import dev.intarsia.cli.report.Report;
import dev.intarsia.cli.report.SizeReport;
import dev.intarsia.cli.size.AreaTable;
import dev.intarsia.cli.size.Choice;
import dev.intarsia.cli.size.Choice.Costed;
import dev.intarsia.cli.size.LayerWidth;
import dev.intarsia.cli.size.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code size} says, to people, scripts and spreadsheets.
 *
 * @param model the network's name
 * @param samples how many samples each point was scored on
 * @param real the accuracy on real numbers; empty for a model that was quantized before
 * @param layers of the widest weights and activations
 * @param points all points
 * @param area what they cost
 * @param reruns how many inferences were not answered by the one with exact sums
 */
public record SizeText(
        String model,
        int samples,
        Optional<Double> real,
        List<LayerWidth> layers,
        List<Point> points,
        Choice choice,
        AreaTable area,
        long reruns) {

    public SizeText {
        layers = List.copyOf(layers);
        points = List.copyOf(points);
    }

    private double accuracy(Point point) {
        return (double) point.right() / samples;
    }

    private static String widths(Point p) {
        return p.weights() + "-bit weights, " + p.activations() + "-bit activations, " + p.accumulator()
                + "-bit accumulator, " + p.kind();
    }

    private static String overflow(Point p) {
        return switch (p.overflow()) {
            case PROVED_NONE -> "proved none";
            case NONE_SEEN -> "none seen";
            case SEEN ->
                Numbers.grouped(p.overflowedSums()) + " in " + Numbers.grouped(p.overflowedSamples())
                        + " samples, first in " + p.firstLayer();
        };
    }

    private static String cost(Costed c) {
        return c.lut4().isPresent()
                ? Numbers.grouped(Math.round(c.lut4().getAsDouble())) + " LUT"
                : "area not measured";
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        real.ifPresent(r -> lines.add("accuracy on real numbers  " + Numbers.percent(r)));
        lines.add("accumulators, proved and observed on " + Numbers.grouped(samples) + " samples");
        for (LayerWidth l : layers) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-24s %2d bits proved, %2d observed (%,d … %,d)",
                    l.layer(),
                    l.provedBits(),
                    l.observedBits(),
                    l.low(),
                    l.high()));
        }
        lines.add("points worth having, of " + Numbers.grouped(points.size()));
        for (Costed c : choice.pareto()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %s  w%d a%d acc%d %s: %s, sums that do not fit: %s",
                    Numbers.percent(accuracy(c.point())),
                    c.point().weights(),
                    c.point().activations(),
                    c.point().accumulator(),
                    c.point().kind(),
                    cost(c),
                    overflow(c.point())));
        }
        lines.add(choice.recommended()
                .map(c -> "recommended: " + widths(c.point()) + "; " + Numbers.percent(accuracy(c.point())) + ", "
                        + cost(c))
                .orElse("no point is within the loss that was asked for"));
        return lines;
    }

    /** How fast it went. */
    public String rate(double seconds) {
        long inferences = (long) points.size() * samples;
        return Numbers.grouped(inferences) + " inferences asked for, "
                + Numbers.percent(1 - (double) reruns / inferences)
                + " answered without running again; "
                + Numbers.grouped(Math.round(points.size() / Math.max(seconds, 1e-3) * 60)) + " points a minute";
    }

    /** For scripts. */
    public JsonObject json(double seconds) {
        JsonObject json =
                new JsonObject().put("model", model).put("images", samples).put("accuracy.real", real);
        json.put(
                "layers",
                layers.stream()
                        .map(l -> new JsonObject()
                                .put("name", l.layer())
                                .put("proved", l.provedBits())
                                .put("observed", l.observedBits())
                                .put("low", l.low())
                                .put("high", l.high()))
                        .toList());
        json.put("points", points.stream().map(this::json).toList());
        json.put("pareto", choice.pareto().stream().map(c -> json(c.point())).toList());
        choice.recommended().ifPresent(c -> json.put("recommended", json(c.point())));
        return json.put("reruns", reruns)
                .put("area.worstHeldOutError", area.worstHeldOutError())
                .put("seconds", seconds);
    }

    private JsonObject json(Point p) {
        JsonObject json = new JsonObject()
                .put("weights", p.weights())
                .put("activations", p.activations())
                .put("accumulator", p.accumulator())
                .put("kind", p.kind())
                .put("accuracy", accuracy(p))
                .put("overflow", p.overflow().text())
                .put("overflowedSums", p.overflowedSums())
                .put("overflowedSamples", p.overflowedSamples());
        area.lut4(p.activations(), p.weights(), p.accumulator()).ifPresent(lut -> json.put("area", lut));
        return json;
    }

    /** For spreadsheets. */
    public String csv() {
        StringBuilder csv = new StringBuilder(
                "weights,activations,accumulator,kind,right,samples,overflow,overflowed_sums,overflowed_samples,first_layer,lut4\n");
        for (Point p : points) {
            csv.append(p.weights())
                    .append(',')
                    .append(p.activations())
                    .append(',')
                    .append(p.accumulator());
            csv.append(',')
                    .append(p.kind())
                    .append(',')
                    .append(p.right())
                    .append(',')
                    .append(samples);
            csv.append(',').append(p.overflow().text()).append(',').append(p.overflowedSums());
            csv.append(',')
                    .append(p.overflowedSamples())
                    .append(',')
                    .append(p.firstLayer())
                    .append(',');
            area.lut4(p.activations(), p.weights(), p.accumulator())
                    .ifPresent(lut -> csv.append(String.format(Locale.ROOT, "%.0f", lut)));
            csv.append('\n');
        }
        return csv.toString();
    }

    /** As a page. */
    public SizeReport report() {
        boolean measured = choice.pareto().stream().allMatch(c -> c.lut4().isPresent());
        List<Report.Fact> facts = new ArrayList<>();
        facts.add(new Report.Fact(
                "points", Numbers.grouped(points.size()), "on " + Numbers.grouped(samples) + " samples"));
        real.ifPresent(r -> facts.add(new Report.Fact("real numbers", Numbers.percent(r), "accuracy")));
        choice.recommended()
                .ifPresent(c -> facts.add(
                        new Report.Fact("recommended", Numbers.percent(accuracy(c.point())), widths(c.point()))));
        List<String> notes = new ArrayList<>();
        notes.add("Integers are bit-exact: every point gives the words that hardware of these widths gives.");
        notes.add("An accumulator in which no sum leaves its width gives the same words as a wider one.");
        notes.add(
                "wrap keeps the low bits of a sum; saturate_end bounds the finished sum; saturate(n) bounds it after every n products.");
        notes.add("Sums that do not fit are counted in the inference with exact sums.");
        if (measured) {
            notes.add("Area: " + area.caption()
                    + ". Between measured widths of the accumulator it lies on a line; worst error at points that"
                    + " were held out: " + Numbers.percent(area.worstHeldOutError()) + ".");
        }
        return new SizeReport(
                model,
                facts,
                real,
                curves(),
                choice.pareto().stream()
                        .map(c -> new SizeReport.Dot(
                                widths(c.point()),
                                c.lut4().orElse(-1),
                                accuracy(c.point()),
                                overflow(c.point()),
                                choice.recommended().filter(c::equals).isPresent()))
                        .toList(),
                measured ? Optional.of(area.caption()) : Optional.empty(),
                layers.stream()
                        .map(l -> new SizeReport.Bar(l.layer(), l.provedBits(), l.observedBits()))
                        .toList(),
                notes);
    }

    /** One curve for each kind of accumulator, at the widest weights and activations. */
    private List<SizeReport.Curve> curves() {
        Point widest = points.stream()
                .max(Comparator.comparingInt(Point::weights).thenComparingInt(Point::activations))
                .orElseThrow();
        Map<String, List<SizeReport.Step>> curves = new LinkedHashMap<>();
        for (Point p : points) {
            if (p.weights() == widest.weights() && p.activations() == widest.activations()) {
                curves.computeIfAbsent(p.kind(), kind -> new ArrayList<>())
                        .add(new SizeReport.Step(p.accumulator(), accuracy(p)));
            }
        }
        List<SizeReport.Curve> all = new ArrayList<>();
        curves.forEach((kind, steps) -> all.add(new SizeReport.Curve(kind, steps)));
        return all;
    }
}
