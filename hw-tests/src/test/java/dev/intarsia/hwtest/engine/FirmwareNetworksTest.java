package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.QemuC;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.type.RawTensor;
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

/**
 * Drawn networks, many in one firmware, on the emulated board of every target that ships: every tensor is the oracle's. The ordinary run
 * takes {@value #FEW} of them, {@code -Dintarsia.tests=full} {@value #IMAGES} times {@value #MANY}.
 */
@RequiresTool({"gcc", "arm-none-eabi-gcc", "qemu-system-arm", "riscv64-unknown-elf-gcc", "qemu-system-riscv32"})
class FirmwareNetworksTest {

    private static final int FEW = 4;
    private static final int MANY = 20;
    private static final int IMAGES = 15;

    private static final Map<String, Integer> NETWORKS = new LinkedHashMap<>();
    private static int layers;

    /** A network, its input, and what comes out. */
    private record Case(Program program, List<RawTensor> inputs, Map<String, RawTensor> words) {}

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
        check(List.of(WideBiases.graph()), 1);
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
        check(
                drawn.stream()
                        .map(draw -> DrawnNetwork.of(draw, SampleAccelerator.WIDE))
                        .toList(),
                drawn.getFirst().seed() + 1);
    }

    private static void check(List<QuantizedGraph> graphs, long seed) {
        List<Case> cases = new ArrayList<>();
        for (QuantizedGraph graph : graphs) {
            Program program = Lower.lower(graph);
            List<RawTensor> inputs = List.of(DrawnNetwork.words(graph, seed + cases.size()));
            Map<String, RawTensor> words = new LinkedHashMap<>(CEngine.words(program, inputs));
            graph.graph().inputs().forEach(i -> words.remove(i.name()));
            cases.add(new Case(program, inputs, words));
        }
        for (String name : TargetReader.microcontrollers()) {
            Microcontroller target = TargetReader.microcontroller(name);
            if (target.board().isPresent()) {
                check(cases, target);
                NETWORKS.merge(name, cases.size(), Integer::sum);
            }
        }
    }

    private static void check(List<Case> cases, Microcontroller target) {
        List<CProject> projects = new ArrayList<>();
        for (Case c : cases) {
            // What the self-tests expect is not looked at here.
            projects.add(McuBackend.generate(
                    c.program(), target, "drawn" + projects.size(), (program, inputs) -> c.words()));
        }
        try (QemuC firmware = new QemuC(projects, target, List.of("-Wall", "-Wextra", "-Werror"))) {
            List<Map<String, RawTensor>> found = new ArrayList<>();
            cases.forEach(c -> found.add(new LinkedHashMap<>()));
            firmware.runEach(cases.stream().map(Case::inputs).toList(), i -> found.get(i)::put);
            for (int i = 0; i < cases.size(); i++) {
                Map<String, RawTensor> words = found.get(i);
                String engine = target.name() + ", network " + i;
                assertEquals(cases.get(i).words().keySet(), words.keySet(), engine + " shows every layer");
                cases.get(i)
                        .words()
                        .forEach((tensor, expected) -> Agreement.equal(engine, tensor, expected, words.get(tensor)));
                layers += words.size();
            }
        }
    }

    @AfterContainer
    static void count() {
        System.out.println("COUNT drawn networks whose every tensor is equal on the oracle and in firmware: " + NETWORKS
                + ", " + layers + " layers");
    }
}
