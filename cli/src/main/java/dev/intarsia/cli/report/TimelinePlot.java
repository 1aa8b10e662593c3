package dev.intarsia.cli.report;

import java.util.ArrayList;
import java.util.List;

/** What each unit does when: one strip for each, under the names of the layers. */
final class TimelinePlot {

    /** Gaps below this share of the time cannot be seen and are closed. */
    private static final double SMALLEST_GAP = 1.0 / 2000;

    private TimelinePlot() {}

    static void write(Markup page, Report report) {
        UnitTimeline timeline = report.timeline();
        page.open("section", "id", "timeline");
        page.leaf("h2", "Timeline of the units");
        page.leaf("p", "Filled where the unit is busy.", "class", "lead");
        page.open("div", "class", "track").leaf("span", "", "class", "name");
        layerNames(page, report);
        page.close();
        for (UnitTimeline.Track track : timeline.tracks()) {
            page.open("div", "class", "track");
            page.open("span", "class", "name").leaf("b", track.unit());
            page.leaf("small", "busy " + Numbers.wholePercent((double) track.busyCycles() / timeline.cycles()));
            page.close();
            page.open("svg", "class", "strip", "role", "img", "aria-label", track.unit() + " over time");
            LayerLines.write(page, timeline);
            for (UnitTimeline.Interval busy : visible(track.busy(), timeline.cycles())) {
                page.titled(
                        "rect",
                        track.unit() + " busy, cycles " + Numbers.grouped(busy.from()) + " to "
                                + Numbers.grouped(busy.to()),
                        "class",
                        "unit-" + track.unit(),
                        "x",
                        Markup.percent((double) busy.from() / timeline.cycles()),
                        "width",
                        Markup.percent((double) (busy.to() - busy.from()) / timeline.cycles()),
                        "height",
                        "100%");
            }
            page.close().close();
        }
        timeAxis(page, timeline.cycles());
        page.close();
    }

    /** The axis of time under a strip that begins at cycle 0. */
    static void timeAxis(Markup page, long end) {
        Axis time = new Axis(0, end);
        page.open("div", "class", "track").leaf("span", "", "class", "name");
        PlotFrame.horizontalTicks(page, time, time.ticks(6), PlotFrame.cycles(time));
        page.close();
        page.leaf("p", "cycles", "class", "axis-title");
    }

    private static void layerNames(Markup page, Report report) {
        List<Long> starts = report.timeline().layerStarts();
        double end = report.timeline().cycles();
        page.open("div", "class", "layer-names");
        for (int i = 0; i < starts.size() && i < report.layers().size(); i++) {
            double until = i + 1 < starts.size() ? starts.get(i + 1) : end;
            double share = (until - starts.get(i)) / end;
            if (share >= 0.04) {
                page.leaf(
                        "span",
                        report.layers().get(i).name(),
                        "style",
                        "left: " + Markup.percent(starts.get(i) / end) + "; width: " + Markup.percent(share));
            }
        }
        page.close();
    }

    /** The same intervals with gaps closed that nobody can see. */
    static List<UnitTimeline.Interval> visible(List<UnitTimeline.Interval> intervals, long cycles) {
        List<UnitTimeline.Interval> joined = new ArrayList<>();
        for (UnitTimeline.Interval next : intervals) {
            UnitTimeline.Interval last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && next.from() - last.to() < cycles * SMALLEST_GAP) {
                joined.set(joined.size() - 1, new UnitTimeline.Interval(last.from(), next.to()));
            } else {
                joined.add(next);
            }
        }
        return List.copyOf(joined);
    }
}
