package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.intarsia.cli.trace.TraceEvents;
import dev.intarsia.cli.trace.ValueChanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan goes out, is changed, and comes back; a trace says the same as the counters. */
class PlansAndTracesTest {

    @TempDir
    private Path folder;

    private TinyModel tiny;

    @BeforeEach
    void model() throws IOException {
        tiny = new TinyModel(folder);
    }

    private JsonObject simulate(String... more) {
        String[] all = new String[more.length + 9];
        String[] first = {
            "simulate",
            tiny.path("tiny.inta"),
            "--target",
            "inlay16",
            "--data",
            tiny.path("data.npz"),
            "--json",
            "--calibration",
            tiny.path("calibration.npz")
        };
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return CommandRun.of(all).expect(ExitStatus.DONE).json();
    }

    private Path savedPlan() throws IOException {
        Path plan = folder.resolve("tiny.plan");
        Files.writeString(
                plan,
                CommandRun.of(
                                "show",
                                tiny.path("tiny.inta"),
                                "--level",
                                "schedule",
                                "--target",
                                "inlay16",
                                "--calibration",
                                tiny.path("calibration.npz"))
                        .expect(ExitStatus.DONE)
                        .out());
        return plan;
    }

    @Test
    void aSavedPlanGivesTheSameCyclesAndWords() throws IOException {
        JsonObject planned = simulate();
        JsonObject written = simulate("--plan", savedPlan().toString());
        for (String key : new String[] {"outputSha256", "cycles", "stalls", "traffic", "energyPicojoules"}) {
            assertEquals(planned.get(key), written.get(key), key);
        }
    }

    @Test
    void aWrongStepIsRefusedAtItsLine() throws IOException {
        Path plan = savedPlan();
        Files.writeString(plan, Files.readString(plan).replaceFirst("  split (\\S+) by \\d+", "  split $1 by none"));
        CommandRun run = CommandRun.of(
                        "simulate",
                        tiny.path("tiny.inta"),
                        "--target",
                        "inlay16",
                        "--data",
                        tiny.path("data.npz"),
                        "--plan",
                        plan.toString())
                .expect(ExitStatus.BAD_INPUT);
        assertTrue(run.err().contains("is no step"), run.err());
        assertTrue(run.err().contains("tiny.plan:"), run.err());
    }

    @Test
    void tracesHaveTheCountersCycles() throws IOException {
        Path perfetto = folder.resolve("trace.json");
        Path dump = folder.resolve("trace.vcd");
        JsonObject run = simulate("--trace", perfetto.toString());
        simulate("--trace", dump.toString());
        long cycles = run.getAsJsonObject("cycles").get("perInference").getAsLong();
        TraceEvents events = TraceEvents.read(perfetto);
        assertEquals(cycles, events.busy().get("layers"), "the layers' cycles add up");
        assertTrue(events.layers().contains("conv"), events::toString);
        ValueChanges changes = ValueChanges.read(dump);
        assertEquals(cycles, changes.end());
        assertEquals(events.busy().get("compute"), changes.high().get("compute_busy"));
    }
}
