package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration on the example that ships, and what it promises. */
class DemoTest {

    @TempDir
    Path folder;

    @BeforeEach
    void home() {
        System.setProperty("intarsia.home", System.getProperty("intarsia.root"));
    }

    @AfterEach
    void noHome() {
        System.clearProperty("intarsia.home");
    }

    @Test
    void reachesWhatItPromises() throws Exception {
        Path report = folder.resolve("report.html");
        JsonObject json = CommandRun.of("demo", "--json", "--report", report.toString())
                .expect(ExitStatus.DONE)
                .json();
        JsonObject accuracy = json.getAsJsonObject("accuracy");
        double real = accuracy.get("real").getAsDouble();
        assertEquals(1_000, json.get("images").getAsInt());
        assertTrue(real >= 0.90, json::toString);
        assertTrue(accuracy.get("w8a8").getAsDouble() >= real - 0.005, json::toString);
        assertTrue(accuracy.get("w4a8").getAsDouble() >= real - 0.02, json::toString);
        JsonObject cycles = json.getAsJsonObject("cycles");
        assertTrue(
                cycles.get("perInference").getAsLong()
                        >= cycles.get("lowerBound").getAsLong(),
                json::toString);
        String page = Files.readString(report);
        for (String section : new String[] {"accuracy", "cycles", "bound", "layers", "memory", "timeline"}) {
            assertTrue(page.contains("<section id=\"" + section + "\">"), section);
        }
    }

    @Test
    void endsWithWhatToTryNext() {
        CommandRun run = CommandRun.of(
                        "demo", "--quiet", "--report", folder.resolve("r.html").toString())
                .expect(ExitStatus.DONE);
        assertEquals("", run.err());
        String[] halves = run.out().split("Try next:");
        assertEquals(2, halves.length, run.out());
        halves[1].strip().lines().forEach(line -> {
            String[] words = line.strip().split(" ");
            assertEquals("intarsia", words[0]);
            Intarsia.commandLine(CommandRun.streams(new java.io.StringWriter(), new java.io.StringWriter()))
                    .parseArgs(java.util.Arrays.copyOfRange(words, 1, words.length));
        });
    }

    @Test
    void withoutTheExampleTheInputIsAtFault() {
        System.setProperty("intarsia.home", folder.toString());
        CommandRun run = CommandRun.of("demo").expect(ExitStatus.BAD_INPUT);
        assertTrue(run.err().contains("the example is not there"), run.err());
    }
}
