package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.intarsia.cli.size.Datapath;
import dev.intarsia.cli.size.SweepSpec;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that {@code size} can sweep, on a small network. */
class SizeSweepTest {

    /** All keys that change words, some of them for one layer. */
    private static final String EVERYTHING =
            "weights=4,8 weights.fc=3,8 activations=5,8 activations.conv=8 pixels=1,3,8"
                    + " accumulator=11,15,32 accumulator.fc=12,20 bias=6,32 multiplier=6,32 rounding=profile,floor,half_even"
                    + " overflow=wrap,saturate_end,saturate(3) points=60 seed=5";

    @TempDir
    Path folder;

    private TinyModel tiny;

    @BeforeEach
    void writeModel() throws IOException {
        tiny = new TinyModel(folder);
    }

    /** Points of everything at once, each against the oracle on a network whose graph has all of it. */
    @Test
    void everyPointOfEverythingIsWhatTheOracleGives() {
        JsonObject json = tiny.size("--sweep", EVERYTHING, "--json", "--workers", "2")
                .expect(ExitStatus.DONE)
                .json();
        SizingNetworks networks = tiny.networks();
        List<Datapath> points = SweepSpec.parse(EVERYTHING).datapaths();
        assertEquals(60, points.size());
        int seen = 0;
        for (int i = 0; i < points.size(); i++) {
            JsonObject point = json.getAsJsonArray("points").get(i).getAsJsonObject();
            QuantizedGraph graph = SizedByOracle.withAccumulators(networks.of(points.get(i)), points.get(i));
            assertEquals(
                    SizedByOracle.accuracy(graph, tiny.dataset("data.npz")),
                    point.get("accuracy").getAsDouble(),
                    points.get(i).text());
            seen += point.get("overflow").getAsString().equals("seen") ? 1 : 0;
        }
        assertTrue(seen >= 10, seen + " points overflow");
    }

    @Test
    void narrowNetworksHaveTheWordsThatWereAskedFor() {
        SizingNetworks networks = tiny.networks();
        Datapath point = SweepSpec.parse(
                        "weights=8 weights.fc=3 activations=6 pixels=2 bias=5 multiplier=7 accumulator=32 overflow=wrap")
                .datapaths()
                .getFirst();
        Graph graph = networks.of(point).graph();
        assertEquals(2, graph.inputs().getFirst().type().quantized().format().bits());
        assertEquals(8, graph.type("conv.w").quantized().format().bits());
        assertEquals(3, graph.type("fc.w").quantized().format().bits());
        assertEquals(
                6, graph.node("conv").orElseThrow().type().quantized().format().bits());
        assertEquals(5, graph.type("fc.b").quantized().format().bits());
        assertTrue(LongStream.of(graph.constant("fc.b").orElseThrow().raw().toArray())
                .allMatch(word -> word >= -16 && word <= 15));
        for (Node node : graph.nodes()) {
            if (node.arithmetic().orElseThrow() instanceof NodeArithmetic.Accumulate sum) {
                assertTrue(
                        sum.output().parameters().stream().allMatch(p -> p.multiplier() % (1L << 25) == 0),
                        node.name());
            }
        }
    }

    @Test
    void theResultDoesNotDependOnWorkers() throws IOException {
        List<String> tables = new ArrayList<>();
        List<String> jsons = new ArrayList<>();
        for (String workers : List.of("1", "2", "5")) {
            Path csv = folder.resolve(workers + ".csv");
            JsonObject json = tiny.size("--sweep", EVERYTHING, "--workers", workers, "--csv", csv.toString(), "--json")
                    .expect(ExitStatus.DONE)
                    .json();
            json.remove("seconds");
            jsons.add(json.toString());
            tables.add(Files.readString(csv));
        }
        assertEquals(1, tables.stream().distinct().count(), "tables");
        assertEquals(1, jsons.stream().distinct().count(), "JSON");
        tiny.size("--workers", "0").expect(ExitStatus.BAD_USAGE);
    }

    @Test
    void theMachineCostsAndChangesNoAnswer() {
        JsonObject json = tiny.size(
                        "--sweep",
                        "accumulator=32 overflow=wrap array=4x2,8x8,16x16 scratchpad=8,32 port=32,64",
                        "--json")
                .expect(ExitStatus.DONE)
                .json();
        List<Double> accuracies = new ArrayList<>();
        List<Long> cycles = new ArrayList<>();
        for (JsonElement element : json.getAsJsonArray("points")) {
            JsonObject point = element.getAsJsonObject();
            accuracies.add(point.get("accuracy").getAsDouble());
            cycles.add(point.get("cycles").getAsLong());
            assertTrue(point.get("energy").getAsDouble() > 0);
            assertTrue(point.get("trafficBytes").getAsLong() > 0);
        }
        assertEquals(12, cycles.size());
        assertEquals(1, accuracies.stream().distinct().count());
        assertTrue(cycles.stream().distinct().count() >= 3, "cycles " + cycles);
        assertTrue(cycles.getFirst() > cycles.getLast(), "a small array takes longer: " + cycles);
    }

    @Test
    void mixedWidthsAreWithinTheLossAndBoundedByAllCombinations() {
        JsonObject json = tiny.size(
                        "--sweep",
                        "weights=2,4,8 accumulator=32 overflow=wrap",
                        "--mixed",
                        "--loss",
                        "5",
                        "--json",
                        "--report",
                        folder.resolve("r.html").toString())
                .expect(ExitStatus.DONE)
                .json();
        JsonObject mixed = json.getAsJsonObject("mixed");
        JsonObject greedy = mixed.getAsJsonObject("greedy");
        JsonObject exact = mixed.getAsJsonObject("exact");
        assertTrue(
                exact.get("weightBits").getAsLong() <= greedy.get("weightBits").getAsLong());
        assertTrue(mixed.get("gap").getAsDouble() >= 0);
        double least = json.getAsJsonObject("accuracy").get("real").getAsDouble() - 0.05;
        assertTrue(exact.get("accuracy").getAsDouble() >= least - 1e-9);
        assertEquals(2 * 2, mixed.getAsJsonArray("sensitivities").size(), "two layers, two narrower widths");
        assertTrue(mixed.get("tried").getAsInt() >= 9, "all combinations were tried");
        JsonObject bits = exact.getAsJsonObject("weights");
        QuantizedGraph graph = tiny.networks()
                .of(SweepSpec.parse("weights.conv=" + bits.get("conv").getAsInt() + " weights.fc="
                                + bits.get("fc").getAsInt() + " accumulator=32 overflow=wrap")
                        .datapaths()
                        .getFirst());
        assertEquals(
                SizedByOracle.accuracy(graph, tiny.dataset("data.npz")),
                exact.get("accuracy").getAsDouble());
    }

    @Test
    void whatCannotBeSweptIsRefused() throws IOException {
        for (String sweep : List.of(
                "weights.nowhere=4",
                "weights.pool=4",
                "pixels.conv=4",
                "pixels=0",
                "array=1x8",
                "array=8",
                "port=12",
                "scratchpad=0",
                "rounding=sideways",
                "bias=49",
                "multiplier=1",
                "points=0",
                "points=50 weights=2..8 accumulator=32 overflow=wrap",
                "weights=2..16 activations=2..16 pixels=1..16 bias=2..48 accumulator=32")) {
            CommandRun run = tiny.size("--sweep", sweep).expect(ExitStatus.BAD_INPUT);
            assertTrue(run.err().contains("--sweep"), sweep + ": " + run.err());
        }
        tiny.size("--mixed", "--sweep", "accumulator=32").expect(ExitStatus.BAD_USAGE);
        tiny.size("--fabric", "asic").expect(ExitStatus.BAD_USAGE);
        Path unlabelled = folder.resolve("unlabelled.npz");
        tiny.unlabelled(unlabelled);
        CommandRun without = CommandRun.of(
                        "size", tiny.model().toString(), "--data", unlabelled.toString(), "--sweep", "accumulator=16")
                .expect(ExitStatus.BAD_INPUT);
        assertTrue(without.err().contains("no labels"), without.err());
        assertFalse(Files.exists(folder.resolve("kept")));
    }
}
