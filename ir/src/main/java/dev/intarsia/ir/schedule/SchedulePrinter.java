package dev.intarsia.ir.schedule;

import java.util.stream.Collectors;

/** The text of a schedule: one step a line. */
public final class SchedulePrinter {

    private SchedulePrinter() {}

    /** The whole schedule. */
    public static String print(Schedule schedule) {
        StringBuilder text = new StringBuilder();
        text.append("schedule ")
                .append(schedule.kernel())
                .append(" on ")
                .append(schedule.target())
                .append('\n');
        for (Step step : schedule.steps()) {
            text.append("  ").append(print(step)).append('\n');
        }
        return text.toString();
    }

    /** One step. */
    public static String print(Step step) {
        return switch (step) {
            case Step.Split s -> "split " + s.loop() + " by " + s.factor();
            case Step.Reorder r -> "reorder " + String.join(" ", r.loops());
            case Step.Fuse f -> "fuse " + String.join(" ", f.loops()) + " into " + f.into();
            case Step.Expand e -> "expand " + e.register() + " in " + e.memory().name() + " from " + e.loop();
            case Step.Stage s ->
                "stage " + s.buffer() + " in " + s.memory().name()
                        + s.loop().map(l -> " at " + l).orElse(" at start")
                        + (s.copies() == 1 ? "" : s.copies() == 2 ? ", double" : ", " + s.copies() + " copies");
            case Step.Layout l ->
                "layout " + l.parameter() + " as " + String.join(" ", l.loops())
                        + (l.width() > 1 ? ", " + l.width() + " wide" : "");
            case Step.Interleave i ->
                "interleave " + String.join(" ", i.parameters()) + " into " + i.into() + ": " + i.format();
            case Step.Mark m -> "mark " + m.loop() + " " + m.kind().name().toLowerCase(java.util.Locale.ROOT);
            case Step.Use u ->
                "use " + u.unit() + " at " + u.loop() + " for " + u.writes()
                        + (u.occurrence() == 0 ? "" : ", number " + (u.occurrence() + 1));
            case Step.Place p ->
                "place " + p.buffer() + " at "
                        + p.addresses().stream().map(String::valueOf).collect(Collectors.joining(", "));
            case Step.Keep k -> "keep " + k.buffer();
            case Step.Rewrite w -> "rewrite " + w.rule().text();
        };
    }
}
