package dev.intarsia.hwtest.engine;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.HostC;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.target.Microcontroller;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * The C of networks on a machine that stores a word's high byte first, an emulated s390x: every tensor is the oracle's. The ordinary run takes
 * {@value #ORDINARY} drawn networks, {@code -Dintarsia.tests=full} {@value #BATCHES} times {@value #BATCH}, many in one program.
 */
@RequiresTool({"s390x-linux-gnu-gcc", "qemu-s390x"})
class BigEndianTest {

    private static final int ORDINARY = 3;
    private static final int BATCH = 20;
    private static final int BATCHES = 5;

    private static final AtomicInteger NETWORKS = new AtomicInteger();
    private static final AtomicInteger LAYERS = new AtomicInteger();

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
        check(List.of(NetworkCase.of(example.quantized(8), example.images(1).getFirst())));
    }

    @Example
    void biasesThatNeedAWordOfTheirOwnAreRight() {
        QuantizedGraph graph = WideBiases.graph();
        check(List.of(NetworkCase.of(graph, DrawnNetwork.words(graph, 1))));
    }

    @Provide
    Arbitrary<List<NetworkDraw>> few() {
        return Draws.networks(false).list().ofSize(ORDINARY);
    }

    @Provide
    Arbitrary<List<NetworkDraw>> many() {
        return Draws.networks(false).list().ofSize(BATCH);
    }

    @Property(tries = 1, seed = "390", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void drawnNetworksAreRight(@ForAll("few") List<NetworkDraw> drawn) {
        check(drawn.stream().map(NetworkCase::of).toList());
    }

    @Property(tries = BATCHES, seed = "391", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("many") List<NetworkDraw> drawn) {
        check(drawn.stream().map(NetworkCase::of).toList());
    }

    @AfterContainer
    static void count() {
        System.out.println(
                "COUNT networks, once for each target, whose every tensor is equal on the oracle and in C with the high byte first: "
                        + NETWORKS + ", " + LAYERS + " layers");
    }

    /** The networks in one program for each target, as many at once as there are processors. */
    private static void check(List<NetworkCase> cases) {
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
        targets().parallelStream().forEach(target -> {
            List<CProject> projects = NetworkCase.projects(cases, target);
            try (HostC c = new HostC(projects, compiler, List.of("qemu-s390x"), ByteOrder.BIG_ENDIAN)) {
                NetworkCase.check("big-endian C for " + target.name(), cases, c::runEach);
            }
            NETWORKS.addAndGet(cases.size());
            cases.forEach(c -> LAYERS.addAndGet(c.words().size()));
        });
    }
}
