package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
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
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

/**
 * The C that is written for networks, compiled for this machine without a warning by two compilers and with undefined behaviour watched
 * for: every tensor is the oracle's. The ordinary run takes {@value #ORDINARY} drawn networks, each for one target by one compiler;
 * {@code -Dintarsia.tests=full} {@value HostPrograms#BATCHES} times {@value HostPrograms#BATCH} by gcc, and {@link GeneratedClangTest} the
 * same by clang.
 */
class GeneratedCTest {

    private static final int ORDINARY = 24;
    private static final HostPrograms PROGRAMS = new HostPrograms();

    /** The oracle's words of every layer. */
    private static Map<String, RawTensor> layerWords(Program program, List<RawTensor> inputs) {
        Map<String, RawTensor> words = new LinkedHashMap<>();
        new Oracle().run(program, inputs, words::put);
        return words;
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
            List<RawTensor> images = example.images(2);
            List<Map<String, RawTensor>> words = images.stream()
                    .map(image -> layerWords(program, List.of(image)))
                    .toList();
            HostPrograms.targets().parallelStream().forEach(target -> {
                CProject project = McuBackend.generate(program, target, CEngine::words);
                try (HostC c = new HostC(project, HostPrograms.watched("gcc", "-O2"))) {
                    for (int i = 0; i < images.size(); i++) {
                        agree("C for " + target.name(), c, List.of(images.get(i)), words.get(i));
                    }
                    assertEquals(
                            "fashion: every layer is right",
                            c.selfTest(HostPrograms.strict("gcc", "-O2")).strip());
                }
                assertTrue(
                        project.arena().bytes() >= project.arena().lowerBound(), "no arena is below its lower bound");
            });
        }
    }

    @Test
    @RequiresTool({"gcc", "cppcheck", "arm-none-eabi-gcc"})
    void theProjectBuildsByItsOwnMakefileAndIsFreeOfDefects() {
        FashionExample example = FashionExample.read();
        for (int bits : new int[] {8, 4}) {
            QuantizedGraph quantized = example.quantized(bits);
            HostPrograms.targets().parallelStream().forEach(target -> isFreeOfDefects(quantized, target));
        }
    }

    private static void isFreeOfDefects(QuantizedGraph quantized, Microcontroller target) {
        CProject project = McuBackend.generate(Lower.lower(quantized), target, CEngine::words);
        try (HostC c = new HostC(project, HostPrograms.strict("gcc", "-O1"))) {
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
    Arbitrary<List<NetworkDraw>> few() {
        return Draws.networks(false).list().ofSize(ORDINARY);
    }

    @Property(tries = 1, seed = "20261125", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void drawnNetworksAreRight(@ForAll("few") List<NetworkDraw> drawn) {
        // Each of them for another target and by another compiler: all combinations occur.
        List<NetworkCase> cases = drawn.stream().map(NetworkCase::of).toList();
        List<HostPrograms.OneProgram> programs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int part = cases.size() / 6;
            programs.add(new HostPrograms.OneProgram(
                    HostPrograms.targets().get(i % 3),
                    i < 3 ? "gcc" : "clang",
                    "-O1",
                    cases.subList(i * part, (i + 1) * part)));
        }
        PROGRAMS.check(programs);
    }

    @Example
    void biasesThatNeedAWordOfTheirOwnAreRight() {
        QuantizedGraph graph = WideBiases.graph();
        List<NetworkCase> cases = List.of(NetworkCase.of(graph, DrawnNetwork.words(graph, 1)));
        PROGRAMS.check(HostPrograms.targets().stream()
                .map(target -> new HostPrograms.OneProgram(target, "gcc", "-O1", cases))
                .toList());
    }

    @Provide
    Arbitrary<List<NetworkDraw>> many() {
        return Draws.networks(false).list().ofSize(HostPrograms.BATCH);
    }

    /** By gcc. */
    @Property(tries = HostPrograms.BATCHES, seed = "7", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("many") List<NetworkDraw> drawn) {
        PROGRAMS.checkBatch(drawn, "gcc");
    }

    @AfterContainer
    static void count() {
        System.out.println(PROGRAMS.count());
    }
}
