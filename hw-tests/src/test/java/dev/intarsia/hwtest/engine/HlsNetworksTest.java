package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.hls.HlsBackend;
import dev.intarsia.backend.hls.HlsProject;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.HlsSimulation;
import dev.intarsia.hwtest.tool.ToolRun;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.stream.PlanFoldings;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Drawn networks of words and weights from 1 to 16 bits, as C++ for synthesis with the classes of both vendors, folded as chance chooses, for
 * each vendor anew: every tensor is the oracle's, compilers say nothing, no design stalls at its planned depths, and its cycles are the planned ones. The ordinary run takes
 * {@value #ORDINARY}, {@code -Dintarsia.tests=full} {@value #FULL}.
 */
class HlsNetworksTest {

    private static final int ORDINARY = 4;
    private static final int FULL = 200;

    /** So many networks are compiled together. */
    private static final int BATCH = 10;

    private static int networks;
    private static int designs;
    private static long words;
    private static final Map<Integer, Integer> WEIGHT_BITS = new TreeMap<>();
    private static final Map<Integer, Integer> WORD_BITS = new TreeMap<>();

    /** A drawn network with its input and what the oracle makes of it. */
    private record Case(
            QuantizedGraph graph, Program program, long seed, RawTensor input, Map<String, RawTensor> words) {

        static Case of(NetworkDraw drawn) {
            QuantizedGraph graph = DrawnNetwork.of(drawn, SampleAccelerator.WIDE);
            Program program = Lower.lower(graph);
            RawTensor input = DrawnNetwork.words(graph, drawn.seed() + 1);
            Map<String, RawTensor> words = new LinkedHashMap<>();
            new Oracle().run(program, List.of(input), words::put);
            return new Case(graph, program, drawn.seed(), input, words);
        }

        HlsProject project(String target) {
            return HlsBackend.generate(
                    PlanFoldings.of(
                            program,
                            TargetReader.fpga(target),
                            GeneratedHlsTest.folded(
                                    program, 2 * seed + TargetReader.fpgas().indexOf(target))),
                    CEngine::words);
        }
    }

    @Provide
    Arbitrary<List<NetworkDraw>> few() {
        return Draws.networksOfAnyWidth().list().ofSize(ORDINARY);
    }

    @Provide
    Arbitrary<List<NetworkDraw>> many() {
        return Draws.networksOfAnyWidth().list().ofSize(BATCH);
    }

    @Property(tries = 1, seed = "20261125", edgeCases = EdgeCasesMode.NONE)
    void drawnNetworksAreRight(@ForAll("few") List<NetworkDraw> drawn) {
        check(drawn);
    }

    @Property(tries = FULL / BATCH, seed = "7", edgeCases = EdgeCasesMode.NONE)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("many") List<NetworkDraw> drawn) {
        check(drawn);
    }

    @AfterContainer
    static void count() {
        System.out.println("COUNT drawn networks whose every tensor is equal on the oracle and in C++ for synthesis: "
                + networks + " (" + designs + " designs, " + words + " words)");
        System.out.println("COUNT layers by the bits of their weights: " + WEIGHT_BITS);
        System.out.println("COUNT tensors by the bits of their words: " + WORD_BITS);
    }

    private static List<String> compiler(int number) {
        List<String> command =
                new ArrayList<>(number % 2 == 0 ? List.of("g++", "-std=c++14") : List.of("clang++", "-std=c++17"));
        command.addAll(List.of("-O0", "-Wall", "-Wextra", "-Werror"));
        return command;
    }

    private static void check(List<NetworkDraw> drawn) {
        List<Case> cases = drawn.stream().map(Case::of).toList();
        int first = networks / BATCH;
        List<String> targets = TargetReader.fpgas();
        // Two at a time: most of it is what compilers take.
        java.util.stream.IntStream.range(0, targets.size())
                .parallel()
                .forEach(i -> check(cases, targets.get(i), compiler(first + i)));
        networks += cases.size();
        for (NetworkDraw network : drawn) {
            network.layers().forEach(layer -> WEIGHT_BITS.merge(layer.words().weightBits(), 1, Integer::sum));
        }
        for (Case c : cases) {
            c.words().values().forEach(t -> WORD_BITS.merge(t.format().bits(), 1, Integer::sum));
        }
    }

    private static void check(List<Case> cases, String target, List<String> compiler) {
        List<HlsProject> projects = cases.stream().map(c -> c.project(target)).toList();
        try {
            Path folder = Files.createTempDirectory("intarsia-hls-batch");
            HlsBatch batch = new HlsBatch(projects, folder);
            batch.compileTestbench(compiler);
            batch.compileBounded(compiler);
            for (int i = 0; i < projects.size(); i++) {
                agree(cases.get(i), batch.simulation(i), batch.bounded(i), compiler + " " + target);
            }
            try (var walk = Files.walk(folder)) {
                for (Path path : walk.sorted().toList().reversed()) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void agree(Case c, HlsSimulation simulation, ToolRun bounded, String engine) {
        try {
            Map<String, RawTensor> found = new LinkedHashMap<>();
            simulation.run(List.of(c.input()), found::put);
            assertEquals(c.words().keySet(), found.keySet(), engine + " shows every layer");
            c.words().forEach((tensor, expected) -> Agreement.equal(engine, tensor, expected, found.get(tensor)));
            assertTrue(bounded.succeeded(), bounded.output());
            synchronized (HlsNetworksTest.class) {
                designs++;
                c.words().values().forEach(t -> words += t.shape().elements());
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e + Reproducer.write("generated-hls", c.graph(), SampleAccelerator.WIDE, null), e);
        }
    }
}
