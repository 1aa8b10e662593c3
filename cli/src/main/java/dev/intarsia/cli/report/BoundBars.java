package dev.intarsia.cli.report;

import java.util.List;

/** For each layer the plan's cycles beside the two lower bounds. */
final class BoundBars {

    private BoundBars() {}

    static void write(Markup page, Report report) {
        List<LayerCycles> bounded =
                report.layers().stream().filter(layer -> layer.tileBound() > 0).toList();
        if (bounded.isEmpty()) {
            return;
        }
        long longest = bounded.stream().mapToLong(LayerCycles::cycles).max().orElse(1);
        page.open("section", "id", "bound");
        page.leaf("h2", "Plan against lower bound");
        page.leaf(
                "p",
                "The ideal bound counts operations over the whole array, or the bytes that must cross the port, whichever"
                        + " takes longer; the whole-tile bound counts whole tiles of the array. The factor is plan over"
                        + " whole-tile bound.",
                "class",
                "lead");
        PlotFrame.legend(page, List.of("ideal", "tile", "plan"), List.of("ideal bound", "whole-tile bound", "plan"));
        page.open("div", "class", "rows");
        for (LayerCycles layer : bounded) {
            row(page, layer, longest);
        }
        page.close().close();
    }

    private static void row(Markup page, LayerCycles layer, long longest) {
        page.open("div", "class", "row", "title", layer.summary());
        page.leaf("span", layer.name(), "class", "name");
        page.open("svg", "class", "bar", "role", "img", "aria-label", layer.name() + ": plan and bounds");
        bar(page, layer, "plan", layer.cycles(), longest, "0", "100%");
        bar(page, layer, "tile", layer.tileBound(), longest, "20%", "60%");
        bar(page, layer, "ideal", layer.idealBound(), longest, "36%", "28%");
        page.close();
        page.leaf("span", Numbers.times(layer.overBound()), "class", "number");
        if (!layer.gap().isEmpty()) {
            page.leaf("span", layer.gap(), "class", "why");
        }
        page.close();
    }

    private static void bar(
            Markup page, LayerCycles layer, String style, long cycles, long longest, String y, String height) {
        page.titled(
                "rect",
                layer.name() + ", " + style + ": " + Numbers.grouped(cycles) + " cycles",
                "class",
                style,
                "width",
                Markup.percent((double) cycles / longest),
                "y",
                y,
                "height",
                height);
    }
}
