package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.intarsia.hwtest.junit.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a small network, in this Java machine. */
class CommandsTest {

    @TempDir
    Path folder;

    private TinyModel tiny;

    @BeforeEach
    void writeModel() throws IOException {
        tiny = new TinyModel(folder);
    }

    private CommandRun run(String command, String... more) {
        List<String> line = new ArrayList<>(List.of(command, tiny.model().toString()));
        line.addAll(Arrays.asList(more));
        return CommandRun.of(line.toArray(String[]::new)).expect(ExitStatus.DONE);
    }

    private JsonObject simulate(String... more) {
        List<String> line = new ArrayList<>(List.of("--data", tiny.path("data.npz"), "--json"));
        line.addAll(Arrays.asList(more));
        return run("simulate", line.toArray(String[]::new)).json();
    }

    @Test
    void simulateCarriesItsKeys() {
        JsonObject json = simulate("--target", "inlay16", "--calibration", tiny.path("calibration.npz"));
        assertTrue(
                json.keySet()
                        .containsAll(Set.of(
                                "model",
                                "target",
                                "images",
                                "accuracy",
                                "macs",
                                "cycles",
                                "stalls",
                                "utilization",
                                "traffic",
                                "outputSha256",
                                "seconds")),
                json::toString);
        assertEquals("tiny", json.get("model").getAsString());
        assertEquals("inlay16", json.get("target").getAsString());
        assertEquals(TinyModel.SAMPLES, json.get("images").getAsInt());
        assertEquals(6 * 6 * 4 * 9 + 3 * 36, json.get("macs").getAsInt());
        JsonObject accuracy = json.getAsJsonObject("accuracy");
        assertTrue(accuracy.get("real").getAsDouble() >= 0
                && accuracy.get("integer").getAsDouble() <= 1);
        JsonObject cycles = json.getAsJsonObject("cycles");
        assertTrue(cycles.get("lowerBound").getAsLong() > 0);
        assertTrue(cycles.get("perInference").getAsLong()
                >= cycles.get("lowerBound").getAsLong());
        assertTrue(json.getAsJsonObject("stalls").keySet().containsAll(Set.of("load", "store", "port", "fill")));
        assertTrue(json.getAsJsonObject("traffic").get("main").getAsLong() >= 36);
        assertEquals(64, json.get("outputSha256").getAsString().length());
    }

    @Test
    void targetsChangeCyclesAndNeverAWord() {
        JsonObject eight = simulate("--target", "inlay8");
        for (String target : List.of("inlay16", "inlay32")) {
            JsonObject other = simulate("--target", target);
            assertEquals(eight.get("outputSha256"), other.get("outputSha256"));
            assertNotEquals(eight.get("cycles"), other.get("cycles"));
        }
    }

    @Test
    void allEnginesGiveTheSameWords() throws IOException {
        String[] data = {"--data", tiny.path("data.npz"), "--calibration", tiny.path("calibration.npz"), "--json"};
        List<String> digests = new ArrayList<>();
        for (String engine : List.of("oracle", "java")) {
            List<String> line = new ArrayList<>(Arrays.asList(data));
            line.addAll(List.of("--engine", engine, "--target", "inlay16", "-o", tiny.path(engine + "-out.npz")));
            JsonObject json = run("run", line.toArray(String[]::new)).json();
            digests.add(json.get("outputSha256").getAsString());
            assertEquals(tiny.path(engine + "-out.npz"), json.get("output").getAsString());
        }
        assertEquals(digests.get(0), digests.get(1));
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("oracle-out.npz")),
                Files.readAllBytes(folder.resolve("java-out.npz")));
        JsonObject simulated = simulate("--target", "inlay16", "--calibration", tiny.path("calibration.npz"));
        assertEquals(digests.get(0), simulated.get("outputSha256").getAsString());
    }

    /** A model in text form is written as it was read, its weights beside it: what is printed of it does not change. */
    @Test
    void convertWritesWhatItReads() throws IOException {
        Path copy = folder.resolve("copy.inta");
        JsonObject json = run("convert", "-o", copy.toString(), "--json").json();
        assertEquals("tiny", json.get("model").getAsString());
        assertEquals(5, json.get("layers").getAsInt());
        Path again = folder.resolve("again.inta");
        CommandRun.of("convert", copy.toString(), "-o", again.toString()).expect(ExitStatus.DONE);
        assertEquals(Files.readString(copy).replace("copy.npz", "again.npz"), Files.readString(again));
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("copy.npz")), Files.readAllBytes(folder.resolve("again.npz")));
        String shown = run("show").out();
        assertEquals(
                shown,
                CommandRun.of("show", copy.toString()).expect(ExitStatus.DONE).out());
    }

    @Test
    void realNumbersRunToo() {
        JsonObject json = run("run", "--engine", "real", "--data", tiny.path("data.npz"), "--json")
                .json();
        assertEquals(TinyModel.SAMPLES, json.get("images").getAsInt());
    }

    @Test
    void twoRunsGiveTheSameFiles() throws IOException {
        simulate("--target", "inlay16", "--report", tiny.path("a.html"), "--emit", tiny.path("a"));
        simulate("--target", "inlay16", "--report", tiny.path("b.html"), "--emit", tiny.path("b"));
        assertArrayEquals(Files.readAllBytes(folder.resolve("a.html")), Files.readAllBytes(folder.resolve("b.html")));
        List<Path> files;
        try (var walk = Files.walk(folder.resolve("a"))) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        assertTrue(files.stream().anyMatch(f -> f.toString().endsWith("pom.xml")), files::toString);
        for (Path file : files) {
            Path other = folder.resolve("b").resolve(folder.resolve("a").relativize(file));
            assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(other), file::toString);
        }
    }

    @Test
    void withoutCalibrationAPartIsHeldOutAndTheOutputSaysSo() {
        CommandRun run = run("simulate", "--target", "inlay16", "--data", tiny.path("data.npz"), "--json");
        assertTrue(run.err().contains("held out"), run.err());
        int held = TinyModel.SAMPLES / 5;
        assertTrue(run.err().contains("last " + held + " of " + TinyModel.SAMPLES), run.err());
        assertEquals(TinyModel.SAMPLES - held, run.json().get("images").getAsInt());
        CommandRun own = run(
                "simulate",
                "--target",
                "inlay16",
                "--data",
                tiny.path("data.npz"),
                "--calibration",
                tiny.path("calibration.npz"),
                "--json");
        assertFalse(own.err().contains("held out"), own.err());
    }

    @Test
    void quietSaysNothingOnTheWay() {
        CommandRun run = run("simulate", "--target", "inlay16", "--data", tiny.path("data.npz"), "--quiet");
        assertEquals("", run.err());
        assertTrue(run.out().contains("cycles an image"), run.out());
    }

    @Test
    void limitRunsTheFirstSamples() {
        assertEquals(
                5, simulate("--target", "inlay16", "--limit", "5").get("images").getAsInt());
    }

    @Test
    void aQuantizedFileMeansTheSameIntegers() {
        String calibration = tiny.path("calibration.npz");
        JsonObject quantized = run(
                        "quantize",
                        "--data",
                        tiny.path("data.npz"),
                        "--calibration",
                        calibration,
                        "--weights",
                        "int4",
                        "--target",
                        "inlay16",
                        "-o",
                        tiny.path("out/tiny4.inta"),
                        "--json")
                .json();
        List<String> names = new ArrayList<>();
        quantized
                .getAsJsonArray("layers")
                .forEach(l -> names.add(l.getAsJsonObject().get("name").getAsString()));
        assertEquals(List.of("conv", "pool", "flat", "fc"), names);
        JsonObject conv = quantized.getAsJsonArray("layers").get(0).getAsJsonObject();
        assertEquals(4, conv.get("weightBits").getAsInt());
        assertEquals(8, conv.get("activationBits").getAsInt());
        JsonObject bits = conv.getAsJsonObject("accumulatorBits");
        assertTrue(bits.get("observed").getAsInt() <= bits.get("proved").getAsInt(), conv::toString);
        assertTrue(conv.get("lossLsb").getAsDouble() > 0);

        JsonObject direct = simulate("--target", "inlay16", "--calibration", calibration, "--weights", "int4");
        JsonObject fromFile = CommandRun.of(
                        "simulate",
                        tiny.path("out/tiny4.inta"),
                        "--target",
                        "inlay16",
                        "--data",
                        tiny.path("data.npz"),
                        "--json")
                .expect(ExitStatus.DONE)
                .json();
        assertEquals(direct.get("outputSha256"), fromFile.get("outputSha256"));
        assertEquals(direct.get("cycles"), fromFile.get("cycles"));
        assertTrue(fromFile.getAsJsonObject("accuracy").get("real").isJsonNull());
        assertEquals(
                quantized.getAsJsonObject("accuracy").get("integer"),
                fromFile.getAsJsonObject("accuracy").get("integer"));
    }

    @Test
    void everyLevelIsShown() {
        String calibration = tiny.path("calibration.npz");
        assertTrue(run("show").out().startsWith("model tiny"));
        assertTrue(run("show", "--level", "quantized", "--calibration", calibration)
                .out()
                .contains("accumulate"));
        String kernel = run("show", "--level", "kernel", "--layer", "conv", "--calibration", calibration)
                .out();
        assertTrue(kernel.startsWith("kernel conv("), kernel);
        assertFalse(kernel.contains("kernel fc("), kernel);
        for (String level : List.of("schedule", "commands")) {
            String text = run("show", "--level", level, "--target", "inlay8", "--calibration", calibration)
                    .out();
            assertTrue(text.contains("conv") && text.contains("inlay8"), text);
        }
        assertEquals("tiny", run("show", "--json").json().get("model").getAsString());
    }

    @Test
    void widthsAndGranularityAreHeard() {
        String calibration = tiny.path("calibration.npz");
        JsonObject eight = simulate("--target", "inlay16", "--calibration", calibration);
        for (String[] choice : new String[][] {{"--weights", "int3"}, {"--per-tensor"}, {"--activations", "int6"}}) {
            List<String> line = new ArrayList<>(List.of("--target", "inlay16", "--calibration", calibration));
            line.addAll(Arrays.asList(choice));
            assertNotEquals(
                    eight.get("outputSha256"),
                    simulate(line.toArray(String[]::new)).get("outputSha256"),
                    choice[0]);
        }
    }

    /** Every engine of the list that can run here. */
    @Test
    void everyEngineGivesTheSameDigest() {
        Set<String> digests = new java.util.HashSet<>();
        int ran = 0;
        for (dev.intarsia.hwtest.engine.EngineKind engine : dev.intarsia.hwtest.engine.Engines.ALL) {
            if (engine.quick() && engine.missing().isEmpty() && (!engine.needsTarget() || engine.takes(inlay16()))) {
                JsonObject json = run(
                                "run",
                                "--data",
                                tiny.path("data.npz"),
                                "--engine",
                                engine.name(),
                                "--target",
                                "inlay16",
                                "--calibration",
                                tiny.path("calibration.npz"),
                                "--limit",
                                "2",
                                "--json")
                        .json();
                assertEquals(engine.name(), json.get("engine").getAsString());
                digests.add(json.get("outputSha256").getAsString());
                ran++;
            }
        }
        assertTrue(ran >= 3, ran + " engines ran");
        assertEquals(1, digests.size(), digests::toString);
    }

    private static dev.intarsia.ir.target.Target inlay16() {
        return dev.intarsia.frontend.target.TargetReader.read("inlay16");
    }

    @Test
    void compileWritesAProject() throws IOException {
        Path project = folder.resolve("project");
        JsonObject json = run(
                        "compile",
                        "--target",
                        "inlay16",
                        "--emit",
                        "java",
                        "--calibration",
                        tiny.path("calibration.npz"),
                        "-o",
                        project.toString(),
                        "--json")
                .json();
        assertEquals("java", json.get("backend").getAsString());
        List<String> named = new ArrayList<>();
        json.getAsJsonArray("files").forEach(file -> named.add(file.getAsString()));
        List<String> found;
        try (var files = Files.walk(project)) {
            found = files.filter(Files::isRegularFile)
                    .map(file -> project.relativize(file).toString())
                    .toList();
        }
        assertEquals(Set.copyOf(named), Set.copyOf(found));
        assertTrue(named.contains("pom.xml"), named::toString);
    }

    @Test
    void compileWritesAProjectOfC() throws IOException {
        Path project = folder.resolve("c-project");
        JsonObject json = run(
                        "compile",
                        "--target",
                        "cortex-m4",
                        "--emit",
                        "c",
                        "--calibration",
                        tiny.path("calibration.npz"),
                        "-o",
                        project.toString(),
                        "--json")
                .json();
        assertFalse(json.has("instructions"), json::toString);
        for (String file : List.of("model.h", "model.c", "weights.c", "selftest.c", "Makefile", "README.md")) {
            assertTrue(Files.isRegularFile(project.resolve(file)), file);
        }
        assertTrue(json.get("ramBytes").getAsLong() > 0, json::toString);
        assertTrue(json.getAsJsonObject("flashBytes").get("constants").getAsLong() > 0, json::toString);
    }

    @Test
    @RequiresTool({"arm-none-eabi-gcc", "qemu-system-arm", "gcc"})
    void compileCountsInstructionsForTheReadme() throws IOException {
        Path project = folder.resolve("counted");
        JsonObject json = run(
                        "compile",
                        "--target",
                        "cortex-m4",
                        "--emit",
                        "c",
                        "--count",
                        "--calibration",
                        tiny.path("calibration.npz"),
                        "-o",
                        project.toString(),
                        "--json")
                .json();
        long instructions = json.get("instructions").getAsLong();
        assertTrue(instructions > 0, json::toString);
        assertTrue(json.getAsJsonObject("flashBytes").get("code").getAsLong() > 0, json::toString);
        String readme = Files.readString(project.resolve("README.md"));
        assertTrue(
                readme.contains(String.format(
                        java.util.Locale.ROOT,
                        "One inference takes %,d instructions on an emulated board",
                        instructions)),
                readme);
    }

    @Test
    void whatCannotBeCountedIsRefused() {
        CommandRun refused = CommandRun.of(
                        "compile",
                        tiny.model().toString(),
                        "--target",
                        "host",
                        "--emit",
                        "c",
                        "--count",
                        "--calibration",
                        tiny.path("calibration.npz"),
                        "-o",
                        folder.resolve("never").toString())
                .expect(ExitStatus.BAD_INPUT);
        assertTrue(refused.err().contains("host has no board to count on"), refused.err());
        assertFalse(Files.exists(folder.resolve("never")), "nothing is written");
    }

    @Test
    void whatIsInNoListIsRefusedWithTheList() {
        for (String option : List.of("--engine", "--quantizer")) {
            CommandRun refused = CommandRun.of(
                            "run", tiny.model().toString(), "--data", tiny.path("data.npz"), option, "nonsense")
                    .expect(ExitStatus.BAD_USAGE);
            assertTrue(refused.err().contains("nonsense"), refused.err());
            assertTrue(refused.err().contains(option.equals("--engine") ? "oracle" : "post-training"), refused.err());
        }
        CommandRun planner = CommandRun.of(
                        "simulate",
                        tiny.model().toString(),
                        "--data",
                        tiny.path("data.npz"),
                        "--target",
                        "inlay16",
                        "--planner",
                        "nonsense")
                .expect(ExitStatus.BAD_USAGE);
        assertTrue(planner.err().contains("search"), planner.err());
    }
}
