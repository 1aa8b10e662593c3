package dev.intarsia.cli.trace;

import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.simulator.replay.Timeline;
import java.nio.file.Path;

/** Chooses the format by the ending of a name. */
public final class TraceFile {

    private TraceFile() {}

    /** A value change dump for names that end in {@code .vcd}, otherwise Perfetto's JSON. */
    public static String print(Path file, CommandProgram program, Timeline timeline) {
        return file.toString().endsWith(".vcd")
                ? ValueChangeDump.print(program, timeline)
                : PerfettoTrace.print(program, timeline);
    }
}
