package dev.intarsia.cli.trace;

import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.simulator.replay.Step;
import dev.intarsia.simulator.replay.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A timeline as a value change dump (IEEE 1364-2005, clause 18): for each unit whether it streams and which layer it works for, and how
 * full each scratchpad is. One time step is one cycle. Layers are numbers; comments in the head name them.
 */
final class ValueChangeDump {

    private static final int BITS = 32;

    private final CommandProgram program;
    private final Timeline timeline;
    private final StringBuilder head = new StringBuilder();
    private final NavigableMap<Long, List<String>> changes = new TreeMap<>();
    private char next = '!';

    private ValueChangeDump(CommandProgram program, Timeline timeline) {
        this.program = program;
        this.timeline = timeline;
    }

    static String print(CommandProgram program, Timeline timeline) {
        return new ValueChangeDump(program, timeline).print();
    }

    private String print() {
        int clock = program.target().clockMegahertz();
        head.append("$comment ")
                .append(program.source().meaning().graph().name())
                .append(" on ")
                .append(program.target().name())
                .append(", one time step is a cycle of ")
                .append(clock)
                .append(" MHz $end\n");
        for (int i = 0; i < program.layers().size(); i++) {
            head.append("$comment layer ")
                    .append(i)
                    .append(" is ")
                    .append(program.layers().get(i).node())
                    .append(" $end\n");
        }
        head.append("$timescale 1 ns $end\n$scope module inlay $end\n");
        for (Unit unit : Unit.values()) {
            unit(unit);
        }
        for (Scratchpad pad : Scratchpad.values()) {
            char id = variable(BITS, pad.memory().name());
            change(0, vector(0, id));
            timeline.occupancy(pad).forEach(level -> change(level.cycle(), vector(level.size(), id)));
        }
        head.append("$upscope $end\n$enddefinitions $end\n");
        StringBuilder text = new StringBuilder(head);
        changes.forEach((cycle, lines) -> {
            text.append('#').append(cycle).append('\n');
            lines.forEach(line -> text.append(line).append('\n'));
        });
        return text.append('#').append(timeline.cycles()).append('\n').toString();
    }

    private void unit(Unit unit) {
        String name = PerfettoTrace.text(unit);
        char busy = variable(1, name + "_busy");
        char layer = variable(BITS, name + "_layer");
        change(0, "0" + busy);
        change(0, vector(0, layer));
        Step last = null;
        for (Step step : timeline.steps()) {
            if (step.command().unit() != unit) {
                continue;
            }
            if (last != null && last.streamEnd() < step.streamStart()) {
                change(last.streamEnd(), "0" + busy);
            }
            if (last == null || last.streamEnd() < step.streamStart()) {
                change(step.streamStart(), "1" + busy);
            }
            if (last == null || last.layer() != step.layer()) {
                change(step.streamStart(), vector(step.layer(), layer));
            }
            last = step;
        }
        if (last != null) {
            change(last.streamEnd(), "0" + busy);
        }
    }

    private char variable(int bits, String name) {
        head.append("$var wire ")
                .append(bits)
                .append(' ')
                .append(next)
                .append(' ')
                .append(name)
                .append(" $end\n");
        return next++;
    }

    private void change(long cycle, String line) {
        changes.computeIfAbsent(cycle, c -> new ArrayList<>()).add(line);
    }

    private static String vector(long value, char id) {
        return "b" + Long.toBinaryString(value) + " " + id;
    }
}
