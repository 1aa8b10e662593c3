package dev.intarsia.cli.trace;

import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.simulator.replay.LayerTime;
import dev.intarsia.simulator.replay.Step;
import dev.intarsia.simulator.replay.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A timeline as the trace events that Perfetto opens (the JSON form of "Trace Event Format"): a track for the layers, one for each unit,
 * and how full each scratchpad is. One cycle is shown as one microsecond.
 */
final class PerfettoTrace {

    private static final int LAYERS = 1;
    private static final int FIRST_UNIT = 2;

    private final CommandProgram program;
    private final Timeline timeline;
    private final List<JsonObject> events = new ArrayList<>();

    private PerfettoTrace(CommandProgram program, Timeline timeline) {
        this.program = program;
        this.timeline = timeline;
    }

    static String print(CommandProgram program, Timeline timeline) {
        return new PerfettoTrace(program, timeline).print();
    }

    private String print() {
        name(
                "process_name",
                0,
                program.source().meaning().graph().name() + " on "
                        + program.target().name());
        name("thread_name", LAYERS, "layers");
        for (Unit unit : Unit.values()) {
            name("thread_name", FIRST_UNIT + unit.ordinal(), text(unit));
        }
        long front = 0;
        for (LayerTime layer : timeline.layers()) {
            if (layer.cycles() > 0) {
                events.add(slice(layer.node(), "layer", LAYERS, front, layer.cycles())
                        .put("args", new JsonObject().put("macs", layer.macs())));
                front += layer.cycles();
            }
        }
        for (Step step : timeline.steps()) {
            int track = FIRST_UNIT + step.command().unit().ordinal();
            String kind = kind(step.command());
            String layer = timeline.layers().get(step.layer()).node();
            events.add(slice(layer + " " + kind, kind, track, step.streamStart(), step.streamEnd() - step.streamStart())
                    .put(
                            "args",
                            new JsonObject()
                                    .put("layer", layer)
                                    .put("tokensTaken", step.prepareStart())
                                    .put("resultsWritten", step.done())
                                    .put("command", step.command().toString())));
        }
        for (Scratchpad pad : Scratchpad.values()) {
            for (Timeline.Level level : timeline.occupancy(pad)) {
                events.add(event(pad.memory().name(), "C", level.cycle())
                        .put("args", new JsonObject().put("used", level.size())));
            }
        }
        return new JsonObject()
                        .put("displayTimeUnit", "ns")
                        .put("traceEvents", events)
                        .toString()
                + "\n";
    }

    private void name(String what, int track, String text) {
        events.add(event(what, "M", 0).put("tid", track).put("args", new JsonObject().put("name", text)));
    }

    private static JsonObject slice(String name, String category, int track, long start, long cycles) {
        return event(name, "X", start).put("cat", category).put("tid", track).put("dur", cycles);
    }

    private static JsonObject event(String name, String phase, long cycle) {
        return new JsonObject().put("name", name).put("ph", phase).put("pid", 1).put("ts", cycle);
    }

    static String text(Unit unit) {
        return unit.name().toLowerCase(Locale.ROOT);
    }

    static String kind(Command command) {
        return command.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
