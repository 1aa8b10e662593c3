package dev.intarsia.cli.report;

import java.util.List;

/** How full each memory is over one inference: one small plot for each, under one axis of time. */
final class MemoryPlot {

    /** As many stretches as the time is divided into; each shows its peak. */
    private static final int BUCKETS = 400;

    private MemoryPlot() {}

    static void write(Markup page, Report report) {
        if (report.memories().isEmpty()) {
            return;
        }
        long end = report.timeline().cycles();
        page.open("section", "id", "memory");
        page.leaf("h2", "Memory use over time");
        page.leaf(
                "p",
                "Bytes in use over one inference; the top of each plot is the memory's size. Vertical lines are the"
                        + " beginnings of layers.",
                "class",
                "lead");
        for (MemoryUse memory : report.memories()) {
            page.open("div", "class", "track");
            page.open("span", "class", "name").leaf("b", memory.name());
            page.leaf("small", "peak " + Numbers.bytes(memory.peak()) + " of " + Numbers.bytes(memory.capacity()));
            page.close();
            page.open("svg", "class", "strip tall", "role", "img", "aria-label", memory.name() + " in use over time");
            LayerLines.write(page, report.timeline());
            area(page, memory, end);
            page.close().close();
        }
        TimelinePlot.timeAxis(page, end);
        page.close();
    }

    private static void area(Markup page, MemoryUse memory, long end) {
        long[] peaks = peaks(memory.levels(), end);
        double capacity = Math.max(1, Math.max(memory.capacity(), memory.peak()));
        int from = 0;
        while (from < peaks.length) {
            int to = from + 1;
            while (to < peaks.length && peaks[to] == peaks[from]) {
                to++;
            }
            if (peaks[from] > 0) {
                double share = peaks[from] / capacity;
                page.titled(
                        "rect",
                        Numbers.bytes(peaks[from]),
                        "class",
                        "fill-level",
                        "x",
                        Markup.percent((double) from / peaks.length),
                        "width",
                        Markup.percent((double) (to - from) / peaks.length),
                        "y",
                        Markup.percent(1 - share),
                        "height",
                        Markup.percent(share));
            }
            from = to;
        }
    }

    /** The most bytes in use in each of the stretches. */
    static long[] peaks(List<MemoryUse.Level> levels, long end) {
        int buckets = Math.clamp(end, 1, BUCKETS);
        long[] peaks = new long[buckets];
        for (int i = 0; i < levels.size(); i++) {
            long from = levels.get(i).cycle();
            long to = i + 1 < levels.size() ? levels.get(i + 1).cycle() : end;
            for (long b = from * buckets / end; b < buckets && b * end < to * buckets; b++) {
                peaks[(int) b] = Math.max(peaks[(int) b], levels.get(i).bytes());
            }
        }
        return peaks;
    }
}
