package dev.intarsia.cli.report;

import dev.intarsia.simulator.replay.Cause;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** For each layer one bar as long as its cycles, divided by their causes. */
final class CycleBars {

    private CycleBars() {}

    static void write(Markup page, Report report) {
        long longest = Math.max(
                1, report.layers().stream().mapToLong(LayerCycles::cycles).max().orElse(1));
        page.open("section", "id", "cycles");
        page.leaf("h2", "Cycles per layer, and why");
        page.leaf("p", lead(report), "class", "lead");
        List<Cause> present = Arrays.stream(Cause.values())
                .filter(cause -> total(report, cause) > 0)
                .toList();
        PlotFrame.legend(
                page,
                present.stream().map(CauseName::key).toList(),
                present.stream()
                        .map(c -> CauseName.label(c) + " "
                                + Numbers.wholePercent((double) total(report, c) / Math.max(1, report.cycles())))
                        .toList());
        page.open("div", "class", "rows");
        for (LayerCycles layer : report.layers()) {
            if (layer.cycles() > 0) {
                row(page, layer, longest);
            }
        }
        page.close().close();
    }

    private static String lead(Report report) {
        return "One inference takes " + Numbers.grouped(report.cycles())
                + " cycles. Every cycle of the compute unit has one cause; they add up to each bar.";
    }

    static long total(Report report, Cause cause) {
        return report.layers().stream()
                .mapToLong(layer -> layer.causes().getOrDefault(cause, 0L))
                .sum();
    }

    private static void row(Markup page, LayerCycles layer, long longest) {
        page.open("div", "class", "row", "title", layer.summary());
        page.leaf("span", layer.name(), "class", "name");
        page.open("svg", "class", "bar", "role", "img", "aria-label", layer.name() + ": " + layer.cycles() + " cycles");
        long before = 0;
        for (Map.Entry<Cause, Long> share : layer.causes().entrySet()) {
            if (share.getValue() > 0) {
                page.titled(
                        "rect",
                        layer.name() + ", " + CauseName.label(share.getKey()) + ": " + Numbers.grouped(share.getValue())
                                + " cycles",
                        "class",
                        CauseName.key(share.getKey()),
                        "x",
                        Markup.percent((double) before / longest),
                        "width",
                        Markup.percent((double) share.getValue() / longest),
                        "height",
                        "100%");
                before += share.getValue();
            }
        }
        page.close();
        page.leaf("span", Numbers.grouped(layer.cycles()), "class", "number");
        page.close();
    }
}
