package dev.intarsia.cli;

import dev.intarsia.cli.report.Numbers;
import dev.intarsia.cli.size.Choice.Costed;
import dev.intarsia.cli.size.Cost;
import dev.intarsia.cli.size.Datapath;
import dev.intarsia.cli.size.Key;
import dev.intarsia.cli.size.LayerWidth;
import dev.intarsia.cli.size.MixedWidths;
import dev.intarsia.cli.size.Point;
import dev.intarsia.cli.size.Sized;
import dev.intarsia.cli.size.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code size} says to people and spreadsheets. */
public record SizeText(Sized sized) {

    private static final int MOST_LINES = 24;

    static String overflow(Point p) {
        return switch (p.overflow()) {
            case PROVED_NONE -> "proved none";
            case NONE_SEEN -> "none seen";
            case SEEN ->
                Numbers.grouped(p.overflowedSums()) + " in " + Numbers.grouped(p.overflowedSamples())
                        + " samples, first in " + p.firstLayer();
        };
    }

    static String cost(Cost cost) {
        List<String> parts = new ArrayList<>();
        parts.add(
                cost.lut().isPresent()
                        ? Numbers.grouped(Math.round(cost.lut().getAsDouble())) + " LUT"
                        : "area not measured");
        cost.cycles().ifPresent(cycles -> parts.add(Numbers.grouped(cycles) + " cycles"));
        cost.picojoules().ifPresent(energy -> parts.add(String.format(Locale.ROOT, "%.2f µJ", energy / 1e6)));
        return String.join(", ", parts);
    }

    /** What a point is, in few letters. */
    static String brief(Datapath point) {
        return point.settings().stream()
                .map(s -> switch (s.key()) {
                    case WEIGHTS -> "w" + at(s);
                    case ACTIVATIONS -> "a" + at(s);
                    case ACCUMULATOR -> "acc" + at(s);
                    case OVERFLOW -> s.value();
                    case PIXELS, BIAS, MULTIPLIER, ROUNDING, ARRAY, SCRATCHPAD, PORT -> s.text();
                })
                .collect(Collectors.joining(" "));
    }

    private static String at(Datapath.Setting s) {
        return s.layer().isEmpty() ? s.value() : "." + s.layer() + "=" + s.value();
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        sized.real().ifPresent(r -> lines.add("accuracy on real numbers  " + Numbers.percent(r)));
        lines.add("accumulators, proved and observed on " + Numbers.grouped(sized.samples()) + " samples");
        for (LayerWidth l : sized.sums()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-24s %2d bits proved, %2d observed (%,d … %,d)",
                    l.layer(),
                    l.sum().orElseThrow().provedBits(),
                    l.sum().orElseThrow().observedBits(),
                    l.seen().low(),
                    l.seen().high()));
        }
        lines.add("points worth having, of "
                + Numbers.grouped(sized.result().points().size()));
        for (Costed c : sized.choice().pareto().stream().limit(MOST_LINES).toList()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %s  %s: %s, sums that do not fit: %s",
                    Numbers.percent(sized.accuracy(c.point())),
                    brief(c.point().datapath()),
                    cost(c.cost()),
                    overflow(c.point())));
        }
        if (sized.choice().pareto().size() > MOST_LINES) {
            lines.add("  and " + (sized.choice().pareto().size() - MOST_LINES)
                    + " more: --csv, --json and --report have all");
        }
        List<Steps.Fall> falls = Steps.falls(sized.result().points());
        if (!falls.isEmpty()) {
            lines.add(falls.size() + " steps to a wider accumulator lose answers; the first: "
                    + brief(falls.getFirst().to().datapath()) + ": "
                    + falls.getFirst().why());
        }
        sized.mixed().ifPresent(mixed -> mixed(mixed, lines));
        lines.add(sized.choice()
                .recommended()
                .map(c -> "recommended: " + brief(c.point().datapath()) + "; "
                        + Numbers.percent(sized.accuracy(c.point())) + ", " + cost(c.cost()))
                .orElse("no point is within the loss that was asked for"));
        return lines;
    }

    private void mixed(MixedWidths.Outcome mixed, List<String> lines) {
        lines.add("weights of each layer for itself, greedy  " + assignment(mixed.greedy()));
        mixed.exact()
                .ifPresentOrElse(
                        exact -> lines.add("the least of all combinations             " + assignment(exact)
                                + "; greedy has " + Numbers.percent(mixed.gap().orElseThrow()) + " more"),
                        () -> lines.add("too many combinations to try all of them"));
    }

    private String assignment(MixedWidths.Assignment a) {
        return a.bits().entrySet().stream()
                        .map(e -> e.getKey() + " " + e.getValue())
                        .collect(Collectors.joining(", "))
                + ": " + Numbers.percent((double) a.right() / sized.samples()) + ", " + Numbers.grouped(a.weightBits())
                + " bits of weights";
    }

    /** How fast it went. */
    public String rate(double seconds) {
        int points = sized.result().points().size();
        return Numbers.grouped((long) points * sized.samples()) + " inferences, "
                + Numbers.percent(sized.shared())
                + " of their products computed once for many; "
                + String.format(Locale.ROOT, "%,.1f", points / Math.max(seconds, 1e-3)) + " points a second";
    }

    /** For spreadsheets: a column for each thing that is swept, then what came of it. */
    public String csv() {
        List<Point> points = sized.result().points();
        List<String> swept = points.isEmpty()
                ? List.of()
                : points.getFirst().datapath().settings().stream()
                        .map(s -> name(s))
                        .toList();
        StringBuilder csv = new StringBuilder();
        csv.append(Stream.concat(
                        swept.stream(),
                        Stream.of(
                                "right",
                                "samples",
                                "overflow",
                                "overflowed_sums",
                                "overflowed_samples",
                                "first_layer",
                                "cycles",
                                "traffic_bytes",
                                "picojoules",
                                "lut",
                                "weight_bits"))
                .collect(Collectors.joining(",")));
        csv.append('\n');
        for (int i = 0; i < points.size(); i++) {
            Point p = points.get(i);
            Cost cost = sized.costs().get(i);
            List<String> row = new ArrayList<>();
            p.datapath().settings().forEach(s -> row.add(s.value()));
            row.add(String.valueOf(p.right()));
            row.add(String.valueOf(sized.samples()));
            row.add(p.overflow().text());
            row.add(String.valueOf(p.overflowedSums()));
            row.add(String.valueOf(p.overflowedSamples()));
            row.add(p.firstLayer());
            row.add(cost.cycles().isPresent() ? String.valueOf(cost.cycles().getAsLong()) : "");
            row.add(
                    cost.trafficBytes().isPresent()
                            ? String.valueOf(cost.trafficBytes().getAsLong())
                            : "");
            row.add(cost.picojoules().isPresent() ? whole(cost.picojoules().getAsDouble()) : "");
            row.add(cost.lut().isPresent() ? whole(cost.lut().getAsDouble()) : "");
            row.add(String.valueOf(cost.weightBits()));
            csv.append(String.join(",", row)).append('\n');
        }
        return csv.toString();
    }

    private static String name(Datapath.Setting s) {
        String key = s.key() == Key.OVERFLOW ? "kind" : s.key().text();
        return s.layer().isEmpty() ? key : key + "." + s.layer();
    }

    private static String whole(double number) {
        return String.format(Locale.ROOT, "%.0f", number);
    }
}
