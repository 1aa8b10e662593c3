package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.intarsia.frontend.data.DatasetReader;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.QuantizationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code size} on a small network. */
class SizeCommandTest {

    private static final String SWEEP =
            "weights=3,8 activations=8 accumulator=8,11,14,17,18 overflow=wrap,saturate_end,saturate(4)";

    @TempDir
    Path folder;

    private TinyModel tiny;

    @BeforeEach
    void writeModel() throws IOException {
        tiny = new TinyModel(folder);
    }

    /** Every point against the oracle, which runs a network that was quantized for this accumulator. */
    @Test
    void everyPointIsWhatTheOracleGives() {
        JsonObject json =
                tiny.size("--sweep", SWEEP, "--json").expect(ExitStatus.DONE).json();
        Graph simple = Pipeline.simplify(Pipeline.read(tiny.model()).graph());
        Calibration calibration = Pipeline.calibrate(
                simple,
                Samples.of(DatasetReader.read(Path.of(tiny.path("calibration.npz")), Optional.empty()), simple)
                        .reals());
        assertEquals(2 * 5 * 3, json.getAsJsonArray("points").size());
        int seen = 0;
        for (JsonElement element : json.getAsJsonArray("points")) {
            JsonObject point = element.getAsJsonObject();
            IntFormat format = new IntFormat(true, point.get("accumulator").getAsInt());
            Accumulation accumulation = switch (point.get("kind").getAsString()) {
                case "wrap" -> new Accumulation.Wrap(format);
                case "saturate_end" -> new Accumulation.SaturateEnd(format);
                default -> new Accumulation.SaturateChunk(format, 4);
            };
            var graph = Pipeline.quantize(
                            simple,
                            calibration,
                            QuantizationSettings.int8()
                                    .withBits(point.get("weights").getAsInt(), 8)
                                    .withAccumulator(accumulation))
                    .graph();
            Samples samples =
                    Samples.of(DatasetReader.read(Path.of(tiny.path("data.npz")), Optional.empty()), graph.graph());
            double expected = Runs.score(Runs.oracle(Pipeline.lower(graph), samples, Progress.NONE), samples)
                    .orElseThrow()
                    .accuracy();
            assertEquals(expected, point.get("accuracy").getAsDouble(), point.toString());
            seen += point.get("overflow").getAsString().equals("seen") ? 1 : 0;
        }
        assertTrue(seen >= 10, seen + " points overflow");
    }

    /** One bit less than observed, and sums do not fit; the observed width, and all do; the proved width is proved. */
    @Test
    void observedAndProvedWidthsAreExact() {
        JsonObject json = tiny.size("--sweep", "accumulator=4..24 overflow=wrap", "--json")
                .expect(ExitStatus.DONE)
                .json();
        int observed = 0;
        int proved = 0;
        for (JsonElement layer : json.getAsJsonArray("layers")) {
            if (!layer.getAsJsonObject().has("proved")) {
                continue; // no accumulators
            }
            observed =
                    Math.max(observed, layer.getAsJsonObject().get("observed").getAsInt());
            proved = Math.max(proved, layer.getAsJsonObject().get("proved").getAsInt());
        }
        assertTrue(observed <= proved);
        for (JsonElement element : json.getAsJsonArray("points")) {
            int bits = element.getAsJsonObject().get("accumulator").getAsInt();
            String overflow = element.getAsJsonObject().get("overflow").getAsString();
            assertEquals(
                    bits < observed ? "seen" : bits < proved ? "none-seen" : "proved-none", overflow, bits + " bits");
        }
    }

    @Test
    void whatIsKeptIsNotRunAgainAndGivesTheSameBytes() throws IOException {
        Path first = folder.resolve("first.csv");
        Path again = folder.resolve("again.csv");
        Path report = folder.resolve("report.html");
        Path kept = folder.resolve("kept");
        tiny.size(
                        "--sweep",
                        SWEEP,
                        "--csv",
                        first.toString(),
                        "--certificate",
                        folder.resolve("c.txt").toString())
                .expect(ExitStatus.DONE);
        tiny.size("--sweep", SWEEP, "--resume", kept.toString()).expect(ExitStatus.DONE);
        Path job;
        try (Stream<Path> jobs = Files.list(kept)) {
            job = jobs.filter(file -> !file.endsWith("sweep.txt"))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
        String whole = Files.readString(job);
        for (String broken : List.of("", whole.substring(0, whole.length() / 2), whole.replaceFirst("point", "pint"))) {
            Files.writeString(job, broken);
            tiny.size(
                            "--sweep",
                            SWEEP,
                            "--resume",
                            kept.toString(),
                            "--csv",
                            again.toString(),
                            "--report",
                            report.toString())
                    .expect(ExitStatus.DONE);
            assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(again));
            assertEquals(whole, Files.readString(job), "the broken job was run again");
        }
        long untouched = Files.getLastModifiedTime(job).toMillis();
        tiny.size("--sweep", SWEEP, "--resume", kept.toString(), "--csv", again.toString())
                .expect(ExitStatus.DONE);
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(again));
        assertEquals(untouched, Files.getLastModifiedTime(job).toMillis());
        CommandRun other = tiny.size("--sweep", "accumulator=9..12", "--resume", kept.toString())
                .expect(ExitStatus.BAD_INPUT);
        assertTrue(other.err().contains("another sweep"), other.err());
        String page = Files.readString(report);
        assertTrue(
                page.contains("id=\"pareto\"") && page.contains("id=\"curves\"") && page.contains("recommended"), page);
        assertTrue(Files.readString(folder.resolve("c.txt")).startsWith("intarsia width certificate 2\nlayer\t"));
    }

    @Test
    void sweepsThatMakeNoSense() throws IOException {
        for (String sweep : List.of(
                "",
                "weights",
                "weights=9..4",
                "weights=1..4",
                "accumulator=12..65",
                "weights=x",
                "speed=9",
                "weights=2 weights=3",
                "overflow=explode")) {
            CommandRun run = tiny.size("--sweep", sweep).expect(ExitStatus.BAD_INPUT);
            assertTrue(run.err().startsWith("--sweep"), run.err());
        }
        tiny.size("--loss", "-1").expect(ExitStatus.BAD_USAGE);
        Path integers = folder.resolve("integers.inta");
        CommandRun.of("quantize", tiny.model().toString(), "--data", tiny.path("data.npz"), "-o", integers.toString())
                .expect(ExitStatus.DONE);
        CommandRun quantized = CommandRun.of(
                        "size", integers.toString(), "--data", tiny.path("data.npz"), "--sweep", "weights=4")
                .expect(ExitStatus.BAD_INPUT);
        assertTrue(quantized.err().contains("quantized already"), quantized.err());
        CommandRun.of("size", integers.toString(), "--data", tiny.path("data.npz"), "--sweep", "accumulator=10..12")
                .expect(ExitStatus.DONE);
    }
}
