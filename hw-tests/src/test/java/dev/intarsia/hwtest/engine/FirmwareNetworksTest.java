package dev.intarsia.hwtest.engine;

import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.QemuC;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.ir.graph.QuantizedGraph;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
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
 * Drawn networks, many in one firmware, on the emulated board of every target that ships: every tensor is the oracle's. The ordinary run
 * takes {@value #FEW} of them, {@code -Dintarsia.tests=full} {@value #IMAGES} times {@value #MANY}.
 */
@RequiresTool({"gcc", "arm-none-eabi-gcc", "qemu-system-arm", "riscv64-unknown-elf-gcc", "qemu-system-riscv32"})
class FirmwareNetworksTest {

    private static final int FEW = 4;
    private static final int MANY = 20;
    private static final int IMAGES = 15;

    private static final Map<String, Integer> NETWORKS = new ConcurrentSkipListMap<>();
    private static final AtomicInteger LAYERS = new AtomicInteger();

    @Provide
    Arbitrary<List<NetworkDraw>> few() {
        return Draws.networks(false).list().ofSize(FEW);
    }

    @Provide
    Arbitrary<List<NetworkDraw>> many() {
        return Draws.networks(false).list().ofSize(MANY);
    }

    /** Convolutions to one channel: a pair of channels has a second one that is not there, whose word must not stay in the place of the next pixel's. */
    @Example
    void oneChannelIsRight() {
        check(List.of(
                new NetworkDraw(6, 9, 1, 4, true, List.of(sum(NetworkDraw.Kind.DEPTHWISE, 3)), 63),
                new NetworkDraw(9, 9, 4, 4, true, List.of(sum(NetworkDraw.Kind.CONVOLUTION, 3)), 64),
                new NetworkDraw(9, 9, 6, 4, true, List.of(sum(NetworkDraw.Kind.CONVOLUTION, 2)), 65)));
    }

    @Example
    void biasesThatNeedAWordOfTheirOwnAreRight() {
        QuantizedGraph graph = WideBiases.graph();
        checkCases(List.of(NetworkCase.of(graph, DrawnNetwork.words(graph, 1))));
    }

    /** A row of so many places, to one channel. */
    private static NetworkDraw.Layer sum(NetworkDraw.Kind kind, int places) {
        return new NetworkDraw.Layer(
                kind,
                new NetworkDraw.Sliding(1, places, 3, 1, 1, NetworkDraw.Border.EXPLICIT, List.of(0, 0, 1, 1)),
                new NetworkDraw.Words(4, 6, true, NetworkDraw.Form.DOUBLE, false, true, true),
                1,
                1,
                13);
    }

    @Property(tries = 1, seed = "20261126", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void drawnNetworksAreRightOnEveryBoard(@ForAll("few") List<NetworkDraw> drawn) {
        check(drawn);
    }

    @Property(tries = IMAGES, seed = "300", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("many") List<NetworkDraw> drawn) {
        check(drawn);
    }

    private static void check(List<NetworkDraw> drawn) {
        checkCases(drawn.stream().map(NetworkCase::of).toList());
    }

    /** As many boards at once as there are processors. */
    private static void checkCases(List<NetworkCase> cases) {
        TargetReader.microcontrollers().parallelStream()
                .map(TargetReader::microcontroller)
                .filter(target -> target.board().isPresent())
                .forEach(target -> {
                    try (QemuC firmware = new QemuC(
                            NetworkCase.projects(cases, target), target, List.of("-Wall", "-Wextra", "-Werror"))) {
                        NetworkCase.check(target.name(), cases, firmware::runEach);
                    }
                    NETWORKS.merge(target.name(), cases.size(), Integer::sum);
                    cases.forEach(c -> LAYERS.addAndGet(c.words().size()));
                });
    }

    @AfterContainer
    static void count() {
        System.out.println("COUNT drawn networks whose every tensor is equal on the oracle and in firmware: " + NETWORKS
                + ", " + LAYERS + " layers");
    }
}
