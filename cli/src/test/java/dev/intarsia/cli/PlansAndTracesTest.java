package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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

    /** The slices of each unit's track do not overlap, and their lengths are its busy cycles. */
    @Test
    void aTraceForPerfettoHasTheCountersCycles() throws IOException {
        Path trace = folder.resolve("trace.json");
        JsonObject run = simulate("--trace", trace.toString());
        long cycles = run.getAsJsonObject("cycles").get("perInference").getAsLong();
        Map<Integer, Long> ends = new HashMap<>();
        long layers = 0;
        Set<String> names = new HashSet<>();
        for (JsonElement element : JsonParser.parseString(Files.readString(trace))
                .getAsJsonObject()
                .getAsJsonArray("traceEvents")) {
            JsonObject event = element.getAsJsonObject();
            if (event.get("ph").getAsString().equals("X")) {
                int track = event.get("tid").getAsInt();
                long start = event.get("ts").getAsLong();
                long length = event.get("dur").getAsLong();
                assertTrue(start >= ends.getOrDefault(track, 0L), event::toString);
                ends.put(track, start + length);
                if (track == 1) {
                    layers += length;
                    names.add(event.get("name").getAsString());
                } else {
                    names.add(event.getAsJsonObject("args").get("layer").getAsString());
                }
            }
        }
        assertEquals(cycles, layers, "the layers' cycles add up");
        assertEquals(4, ends.size(), "layers and three units");
        assertTrue(names.contains("conv"), names::toString);
    }

    /** Reads the dump as a viewer does: declared variables only, time that rises, values of the declared form. */
    @Test
    void aValueChangeDumpReads() throws IOException {
        Path trace = folder.resolve("trace.vcd");
        long cycles = simulate("--trace", trace.toString())
                .getAsJsonObject("cycles")
                .get("perInference")
                .getAsLong();
        Map<String, Integer> widths = new HashMap<>();
        long time = -1;
        boolean body = false;
        Set<String> changed = new HashSet<>();
        for (String line : Files.readAllLines(trace)) {
            String[] words = line.split(" ");
            if (!body) {
                assertTrue(line.startsWith("$") && line.endsWith("$end"), line);
                if (words[0].equals("$var")) {
                    widths.put(words[3], Integer.parseInt(words[2]));
                }
                body = words[0].equals("$enddefinitions");
            } else if (line.startsWith("#")) {
                long next = Long.parseLong(line.substring(1));
                assertTrue(next > time, line);
                time = next;
            } else if (line.startsWith("b")) {
                assertEquals(32, widths.get(words[1]), line);
                assertTrue(words[0].matches("b[01]{1,32}"), line);
                changed.add(words[1]);
            } else {
                assertEquals(1, widths.get(line.substring(1)), line);
                changed.add(line.substring(1));
            }
        }
        assertEquals(cycles, time);
        assertEquals(widths.keySet(), changed);
    }
}
