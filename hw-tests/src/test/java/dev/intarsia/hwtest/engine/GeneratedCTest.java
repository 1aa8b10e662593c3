package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.HostC;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

/**
 * The C that is written for networks, compiled for this machine without a warning by two compilers and with undefined behaviour watched
 * for: every tensor is the oracle's. The ordinary run takes {@value #ORDINARY} drawn networks, {@code -Dintarsia.tests=full}
 * {@value #FULL}, there at every level of optimization; of targets with kernels of
 * their own one level by one compiler for each network.
 */
class GeneratedCTest {

    private static final int ORDINARY = 24;
    private static final int FULL = 300;

    private static final List<String> LEVELS = List.of("-O0", "-O1", "-O2", "-Os", "-O3");

    private static int networks;
    private static int layers;
    private static int programs;

    private static final List<String> STRICT =
            List.of("-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror");
    /** Undefined behaviour ends the program: with gcc memory is watched, too; clang's traps need no library. */
    private static final Map<String, List<String>> WATCHED = Map.of(
            "gcc", List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
            "clang", List.of("-fsanitize=undefined", "-fsanitize-trap=all"));

    private static List<String> gcc(String... more) {
        return compiler("gcc", more);
    }

    private static List<String> compiler(String name, String... more) {
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(STRICT);
        command.addAll(List.of(more));
        return command;
    }

    private static List<String> watched(String name, String optimization) {
        List<String> command = compiler(name, optimization);
        command.addAll(WATCHED.get(name));
        return command;
    }

    /** The oracle's words of every layer. */
    private static Map<String, RawTensor> layerWords(Program program, List<RawTensor> inputs) {
        Map<String, RawTensor> words = new LinkedHashMap<>();
        new Oracle().run(program, inputs, words::put);
        return words;
    }

    /** The targets whose C is compiled here: the plain one, and those whose fast kernels have a portable meaning. */
    private static List<Microcontroller> targets() {
        return List.of(
                TargetReader.microcontroller("host"),
                TargetReader.microcontroller("cortex-m4"),
                TargetReader.microcontroller("cortex-m55"));
    }

    private static void agree(String engine, HostC c, List<RawTensor> inputs, Map<String, RawTensor> words) {
        Map<String, RawTensor> found = new LinkedHashMap<>();
        c.run(inputs, found::put);
        assertEquals(words.keySet(), found.keySet(), engine + " shows every layer");
        words.forEach((tensor, expected) -> Agreement.equal(engine, tensor, expected, found.get(tensor)));
    }

    @Test
    @RequiresTool({"gcc", "clang"})
    void theExampleIsRightAndSaysSo() {
        FashionExample example = FashionExample.read();
        for (int bits : new int[] {8, 4}) {
            Program program = Lower.lower(example.quantized(bits));
            for (Microcontroller target : targets()) {
                CProject project = McuBackend.generate(program, target, CEngine::words);
                try (HostC c = new HostC(project, watched("gcc", "-O2"))) {
                    for (RawTensor image : example.images(2)) {
                        agree("C for " + target.name(), c, List.of(image), layerWords(program, List.of(image)));
                    }
                    assertEquals(
                            "fashion: every layer is right",
                            c.selfTest(gcc("-O2")).strip());
                }
                assertTrue(
                        project.arena().bytes() >= project.arena().lowerBound(), "no arena is below its lower bound");
            }
        }
    }

    @Test
    @RequiresTool({"gcc", "cppcheck", "arm-none-eabi-gcc"})
    void theProjectBuildsByItsOwnMakefileAndIsFreeOfDefects() {
        FashionExample example = FashionExample.read();
        for (Microcontroller target : targets()) {
            isFreeOfDefects(example.quantized(8), target);
            isFreeOfDefects(example.quantized(4), target);
        }
    }

    private static void isFreeOfDefects(QuantizedGraph quantized, Microcontroller target) {
        CProject project = McuBackend.generate(Lower.lower(quantized), target, CEngine::words);
        try (HostC c = new HostC(project, gcc("-O1"))) {
            c.command("make");
            assertTrue(c.command("make", "check").contains("fashion: every layer is right"), target.name());
            // Without the constants: there is nothing to find in them, and they take long.
            List<String> check = new ArrayList<>(List.of(
                    "cppcheck", "-q", "--std=c99", "--enable=warning,portability,performance", "--error-exitcode=1"));
            check.addAll(project.sources());
            check.remove("weights.c");
            c.command(check.toArray(String[]::new));
        }
    }

    @Provide
    Arbitrary<NetworkDraw> networks() {
        return Draws.networks(false);
    }

    @Property(tries = ORDINARY, seed = "20261125", edgeCases = EdgeCasesMode.NONE)
    void drawnNetworksAreRight(@ForAll("networks") NetworkDraw drawn) {
        // Each of them for another target and by another compiler: all combinations occur.
        check(drawn, networks % 3, List.of(networks % 6 < 3 ? "gcc" : "clang"), List.of("-O1"));
    }

    @Example
    void biasesThatNeedAWordOfTheirOwnAreRight() {
        for (int target = 0; target < targets().size(); target++) {
            check(WideBiases.graph(), 1, target, List.of("gcc"), List.of("-O1"));
        }
    }

    @Property(tries = FULL, seed = "7", edgeCases = EdgeCasesMode.NONE)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("networks") NetworkDraw drawn) {
        check(drawn, 0, List.of("gcc", "clang"), LEVELS);
        // The kernels of the other targets are the same C for all networks: levels and compilers take turns.
        for (int target = 1; target < targets().size(); target++) {
            check(
                    drawn,
                    target,
                    List.of(networks % 2 == 0 ? "gcc" : "clang"),
                    List.of(LEVELS.get(networks % LEVELS.size())));
        }
    }

    @AfterContainer
    static void count() {
        System.out.println(
                "COUNT drawn networks, once for each target, whose every tensor is equal on the oracle and in C: "
                        + networks + " (" + layers + " layers, " + programs + " compiled programs)");
    }

    private static void check(NetworkDraw drawn, int target, List<String> compilers, List<String> levels) {
        check(DrawnNetwork.of(drawn, SampleAccelerator.WIDE), drawn.seed() + 1, target, compilers, levels);
    }

    private static void check(
            QuantizedGraph graph, long seed, int target, List<String> compilers, List<String> levels) {
        try {
            Program program = Lower.lower(graph);
            List<RawTensor> inputs = List.of(DrawnNetwork.words(graph, seed));
            Map<String, RawTensor> words = layerWords(program, inputs);
            CProject project = McuBackend.generate(program, targets().get(target), CEngine::words);
            for (String level : levels) {
                for (String compiler : compilers) {
                    try (HostC c = new HostC(project, watched(compiler, level))) {
                        agree(compiler + " " + level, c, inputs, words);
                        programs++;
                    }
                }
            }
            networks++;
            layers += words.size();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e + Reproducer.write("generated-c", graph, SampleAccelerator.WIDE, null), e);
        }
    }
}
