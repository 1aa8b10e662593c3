package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.nio.ByteOrder;
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

/**
 * The C of networks on a machine that stores a word's high byte first, an emulated s390x: every tensor is the oracle's. The ordinary run takes
 * {@value #ORDINARY} drawn networks, {@code -Dintarsia.tests=full} {@value #FULL}.
 */
@RequiresTool({"s390x-linux-gnu-gcc", "qemu-s390x"})
class BigEndianTest {

    private static final int ORDINARY = 3;
    private static final int FULL = 100;

    private static int networks;
    private static int layers;

    /** The plain C, and the kernels of two targets in what they mean. */
    private static List<Microcontroller> targets() {
        return List.of(
                TargetReader.microcontroller("host"),
                TargetReader.microcontroller("cortex-m4"),
                TargetReader.microcontroller("cortex-m55"));
    }

    @Example
    void theExampleIsRight() {
        FashionExample example = FashionExample.read();
        Program program = Lower.lower(example.quantized(8));
        targets().forEach(target -> check(program, target, example.images(1)));
    }

    @Example
    void biasesThatNeedAWordOfTheirOwnAreRight() {
        check(WideBiases.graph(), 1);
    }

    @Provide
    Arbitrary<NetworkDraw> networks() {
        return Draws.networks(false);
    }

    @Property(tries = ORDINARY, seed = "390", edgeCases = EdgeCasesMode.NONE)
    void drawnNetworksAreRight(@ForAll("networks") NetworkDraw drawn) {
        check(DrawnNetwork.of(drawn, SampleAccelerator.WIDE), drawn.seed() + 1);
    }

    @Property(tries = FULL, seed = "391", edgeCases = EdgeCasesMode.NONE)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("networks") NetworkDraw drawn) {
        check(DrawnNetwork.of(drawn, SampleAccelerator.WIDE), drawn.seed() + 1);
    }

    @AfterContainer
    static void count() {
        System.out.println(
                "COUNT networks, once for each target, whose every tensor is equal on the oracle and in C with the high byte first: "
                        + networks + ", " + layers + " layers");
    }

    private static void check(QuantizedGraph graph, long seed) {
        Program program = Lower.lower(graph);
        List<RawTensor> inputs = List.of(DrawnNetwork.words(graph, seed));
        try {
            targets().forEach(target -> check(program, target, inputs));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e + Reproducer.write("big-endian-c", graph, SampleAccelerator.WIDE, null), e);
        }
    }

    private static void check(Program program, Microcontroller target, List<RawTensor> inputs) {
        Map<String, RawTensor> words = new LinkedHashMap<>();
        new Oracle().run(program, inputs, words::put);
        CProject project = McuBackend.generate(program, target, CEngine::words);
        List<String> compiler = List.of(
                "s390x-linux-gnu-gcc",
                "-std=c99",
                "-O2",
                "-static",
                "-Wall",
                "-Wextra",
                "-Wpedantic",
                "-Wconversion",
                "-Werror");
        Map<String, RawTensor> found = new LinkedHashMap<>();
        try (HostC c = new HostC(project, compiler, List.of("qemu-s390x"), ByteOrder.BIG_ENDIAN)) {
            c.run(inputs, found::put);
        }
        assertEquals(words.keySet(), found.keySet(), target.name() + " shows every layer");
        words.forEach((tensor, expected) -> Agreement.equal(target.name(), tensor, expected, found.get(tensor)));
        networks++;
        layers += words.size();
    }
}
