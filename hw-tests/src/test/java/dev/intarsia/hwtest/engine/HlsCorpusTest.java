package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.hls.HlsBackend;
import dev.intarsia.backend.hls.HlsProject;
import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.tool.ToolRun;
import dev.intarsia.hwtest.verify.RandomVectors;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.stream.PlanFoldings;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The networks of one operator that ship, as C++ for synthesis with the classes of both vendors: every tensor is the oracle's. The ordinary run
 * takes {@link #ORDINARY}, {@code -Dintarsia.tests=full} all.
 */
class HlsCorpusTest {

    /** Tables that are looked up, kernels that take all words in first, and windows. */
    private static final List<String> ORDINARY = List.of("softmax-int16", "logistic-int8", "concat-int8", "prelu-int8");

    private static final int VECTORS = 3;
    private static final int TOGETHER = 20;

    @Test
    @RequiresTool({"g++", "clang"})
    void everyOperatorGivesTheOraclesWords(@TempDir Path folder) throws IOException {
        Map<String, QuantizedGraph> graphs = new LinkedHashMap<>();
        Path corpus = Path.of(System.getProperty("intarsia.root"), "corpus");
        try (var cases = Files.list(corpus)) {
            for (Path one : cases.filter(Files::isDirectory).sorted().toList()) {
                String name = one.getFileName().toString();
                Optional<QuantizedGraph> graph =
                        ModelReader.read(one.resolve("model.inta")).quantized();
                if (graph.isPresent() && (Full.asked() || ORDINARY.contains(name))) {
                    graphs.put(name, graph.get());
                }
            }
        }
        assertTrue(graphs.size() >= ORDINARY.size(), graphs.keySet().toString());
        long words = 0;
        List<String> names = List.copyOf(graphs.keySet());
        for (int first = 0; first < names.size(); first += TOGETHER) {
            List<String> some = names.subList(first, Math.min(names.size(), first + TOGETHER));
            for (String target : TargetReader.fpgas()) {
                words += agree(some, graphs, target, folder.resolve(target + first));
            }
        }
        System.out.println(
                "COUNT networks of one operator whose every tensor is equal on the oracle and in C++ for synthesis: "
                        + names.size() + " (" + words + " words)");
    }

    private static long agree(List<String> names, Map<String, QuantizedGraph> graphs, String target, Path folder)
            throws IOException {
        List<HlsProject> projects = new ArrayList<>();
        for (String name : names) {
            Program program = Lower.lower(graphs.get(name));
            projects.add(HlsBackend.generate(PlanFoldings.plan(program, TargetReader.fpga(target)), CEngine::words));
        }
        HlsBatch batch = new HlsBatch(projects, folder);
        List<String> compiler = target.equals("vitis")
                ? List.of("clang++", "-std=c++14", "-O0", "-Wall", "-Wextra", "-Werror")
                : List.of("g++", "-std=c++17", "-O0", "-Wall", "-Wextra", "-Werror");
        batch.compileTestbench(compiler);
        batch.compileBounded(compiler);
        long words = 0;
        for (int i = 0; i < names.size(); i++) {
            QuantizedGraph graph = graphs.get(names.get(i));
            for (int vector = 0; vector < VECTORS; vector++) {
                List<RawTensor> inputs = RandomVectors.vector(graph.graph(), 5, vector);
                Map<String, RawTensor> expected = new LinkedHashMap<>();
                new Oracle().run(Lower.lower(graph), inputs, expected::put);
                Map<String, RawTensor> found = new LinkedHashMap<>();
                batch.simulation(i).run(inputs, found::put);
                assertEquals(expected.keySet(), found.keySet(), names.get(i));
                for (String tensor : expected.keySet()) {
                    Agreement.equal(target + " " + names.get(i), tensor, expected.get(tensor), found.get(tensor));
                    words += expected.get(tensor).shape().elements();
                }
            }
            ToolRun run = batch.bounded(i);
            assertTrue(run.succeeded(), names.get(i) + ": " + run.output());
        }
        return words;
    }
}
