package dev.intarsia.cli.report;

/** A vertical hairline where each layer begins. */
final class LayerLines {

    private LayerLines() {}

    static void write(Markup page, UnitTimeline timeline) {
        for (long start : timeline.layerStarts()) {
            String x = Markup.percent((double) start / timeline.cycles());
            page.empty("line", "class", "hairline", "x1", x, "x2", x, "y1", "0", "y2", "100%");
        }
    }
}
