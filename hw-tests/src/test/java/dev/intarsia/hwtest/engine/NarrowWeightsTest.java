package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.HostC;
import dev.intarsia.hwtest.c.QemuC;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.OwnWidths;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.type.RawTensor;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * Networks whose weights share bytes, each layer's of a width of its own: every tensor is the oracle's, on this machine by both compilers at
 * every level of optimization with undefined behaviour watched for, on a machine with big-endian words, and on every emulated board. The
 * ordinary run takes {@value #FEW} drawn networks, {@code -Dintarsia.tests=full} {@value #IMAGES} times {@value #MANY}.
 */
@RequiresTool({"gcc", "clang", "arm-none-eabi-gcc", "qemu-system-arm", "riscv64-unknown-elf-gcc", "qemu-system-riscv32"
})
class NarrowWeightsTest {

    private static final int FEW = 8;
    private static final int MANY = 20;
    private static final int IMAGES = 5;
    private static final List<String> LEVELS = List.of("-O0", "-O1", "-O2", "-Os", "-O3");
    private static final Pattern SHARED = Pattern.compile("\\| ([a-z][^|]*), (\\d) weights a byte");

    private static final FashionExample EXAMPLE = FashionExample.read();
    private static final Map<String, Integer> LAYERS = new TreeMap<>();
    private static int networks;
    private static int programs;

    /** A network, its input, and what comes out. */
    private record Case(Program program, List<RawTensor> inputs, Map<String, RawTensor> words) {

        static Case of(QuantizedGraph graph, RawTensor input) {
            Program program = Lower.lower(graph);
            Map<String, RawTensor> words = new LinkedHashMap<>(CEngine.words(program, List.of(input)));
            graph.graph().inputs().forEach(i -> words.remove(i.name()));
            return new Case(program, List.of(input), words);
        }

        static Case of(NetworkDraw draw) {
            QuantizedGraph graph = DrawnNetwork.of(draw, SampleAccelerator.WIDE);
            return of(graph, DrawnNetwork.words(graph, draw.seed() + 1));
        }

        void compare(String engine, Map<String, RawTensor> found) {
            assertEquals(words.keySet(), found.keySet(), engine + " shows every layer");
            words.forEach((tensor, expected) -> Agreement.equal(engine, tensor, expected, found.get(tensor)));
        }
    }

    /** The example with weights of 8, 4, 3 and 2 bits. */
    private static Case mixed() {
        OwnWidths own = new OwnWidths(Map.of("conv1", 8, "conv2", 4, "pw4", 3, "conv6", 2, "fc", 2), Map.of());
        return example(QuantizationSettings.int8().withBits(4, 8).withOwn(own));
    }

    private static Case example(QuantizationSettings settings) {
        return Case.of(EXAMPLE.quantized(settings), EXAMPLE.images(1).getFirst());
    }

    private static List<Microcontroller> targets() {
        return TargetReader.microcontrollers().stream()
                .map(TargetReader::microcontroller)
                .toList();
    }

    /** Those whose kernels differ in plain C. */
    private static List<Microcontroller> portable() {
        return List.of("host", "cortex-m4", "cortex-m55").stream()
                .map(TargetReader::microcontroller)
                .toList();
    }

    private static List<Microcontroller> boards() {
        return targets().stream().filter(t -> t.board().isPresent()).toList();
    }

    private static CProject project(Case c, Microcontroller target, String name) {
        CProject project = McuBackend.generate(c.program(), target, name, CEngine::words);
        Matcher shared = SHARED.matcher(new String(project.files().get("README.md"), StandardCharsets.UTF_8));
        while (shared.find()) {
            LAYERS.merge(target.name() + ", " + shared.group(2) + " a byte, " + shared.group(1), 1, Integer::sum);
        }
        return project;
    }

    private static void onThisMachine(Case c, Microcontroller target, String compiler, String level) {
        CProject project = project(c, target, "drawn");
        List<String> command = new ArrayList<>(
                List.of(compiler, "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", level));
        command.addAll(
                compiler.equals("gcc")
                        ? List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all")
                        : List.of("-fsanitize=undefined", "-fsanitize-trap=all"));
        try (HostC host = new HostC(project, command)) {
            compare(c, host, compiler + " " + level + " for " + target.name());
        }
    }

    private static void compare(Case c, HostC host, String engine) {
        Map<String, RawTensor> found = new LinkedHashMap<>();
        host.run(c.inputs(), found::put);
        c.compare(engine, found);
        programs++;
    }

    @Provide
    Arbitrary<NetworkDraw> networks() {
        return Draws.networksOfNarrowWeights();
    }

    @Provide
    Arbitrary<List<NetworkDraw>> few() {
        return Draws.networksOfNarrowWeights().list().ofSize(FEW);
    }

    @Provide
    Arbitrary<List<NetworkDraw>> many() {
        return Draws.networksOfNarrowWeights().list().ofSize(MANY);
    }

    @Property(tries = 15, seed = "42", edgeCases = EdgeCasesMode.NONE)
    void drawnNetworksAreRightOnThisMachine(@ForAll("networks") NetworkDraw drawn) {
        // Each of them for another target, by another compiler, at another level: all pairs of these occur.
        List<Microcontroller> targets = portable();
        onThisMachine(
                Case.of(drawn),
                targets.get(networks % targets.size()),
                networks % 2 == 0 ? "gcc" : "clang",
                LEVELS.get(networks % LEVELS.size()));
        networks++;
    }

    @Property(tries = 1, seed = "424", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void drawnNetworksAreRightOnEveryBoard(@ForAll("few") List<NetworkDraw> drawn) {
        check(drawn);
    }

    @Property(tries = IMAGES, seed = "4242", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("many") List<NetworkDraw> drawn) {
        check(drawn);
        for (NetworkDraw draw : drawn) {
            for (String compiler : List.of("gcc", "clang")) {
                onThisMachine(
                        Case.of(draw),
                        portable().get(networks % portable().size()),
                        compiler,
                        LEVELS.get(networks % LEVELS.size()));
            }
            networks++;
        }
    }

    private static void check(List<NetworkDraw> drawn) {
        List<Case> cases = drawn.stream().map(Case::of).toList();
        for (Microcontroller target : boards()) {
            List<CProject> projects = new ArrayList<>();
            cases.forEach(c -> projects.add(project(c, target, "drawn" + projects.size())));
            List<Map<String, RawTensor>> found = new ArrayList<>();
            cases.forEach(c -> found.add(new LinkedHashMap<>()));
            try (QemuC firmware = new QemuC(projects, target, List.of("-Wall", "-Wextra", "-Werror"))) {
                firmware.runEach(cases.stream().map(Case::inputs).toList(), i -> found.get(i)::put);
            }
            for (int i = 0; i < cases.size(); i++) {
                cases.get(i).compare(target.name() + ", network " + i, found.get(i));
            }
        }
    }

    /** Constants become smaller with the width of weights, and a wrong word of weights that share bytes is found where it is. */
    @Example
    void theExampleWithMixedWidthsIsRightOnEveryBoard() {
        Case mixed = mixed();
        Case bytes = example(QuantizationSettings.int8());
        for (Microcontroller target : boards()) {
            CProject project = project(mixed, target, "fashion");
            CProject whole = project(bytes, target, "fashion");
            assertTrue(project.constantBytes() < 0.6 * whole.constantBytes(), target.name());
            try (QemuC firmware = new QemuC(project, target, List.of("-Wall", "-Wextra", "-Werror"))) {
                Map<String, RawTensor> found = new LinkedHashMap<>();
                List<QemuC.Cost> costs = firmware.run(mixed.inputs(), found::put);
                mixed.compare(target.name(), found);
                System.out.println("FIGURE example with weights of 2 to 8 bits on " + target.name() + ": "
                        + costs.stream().mapToLong(QemuC.Cost::instructions).sum() + " instructions, flash "
                        + firmware.flash() + "; constants of the one of 8 bits "
                        + whole.constantBytes());
            }
            try (QemuC firmware = new QemuC(FirmwareTest.wrong(project, "conv6"), target, List.of())) {
                assertEquals(Optional.of("conv6"), firmware.selfTest(), target.name());
            }
        }
    }

    @Example
    @RequiresTool({"s390x-linux-gnu-gcc", "qemu-s390x"})
    void theExampleIsRightWhereWordsAreBigEndian() {
        Case mixed = mixed();
        List<String> compiler =
                List.of("s390x-linux-gnu-gcc", "-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "-static");
        for (Microcontroller target : portable()) {
            CProject project = project(mixed, target, "fashion");
            try (HostC machine = new HostC(project, compiler, List.of("qemu-s390x"), ByteOrder.BIG_ENDIAN)) {
                compare(mixed, machine, "big-endian C for " + target.name());
            }
        }
    }

    @AfterContainer
    static void count() {
        System.out.println("COUNT drawn networks with weights of 1 to 4 bits whose every tensor is the oracle's: "
                + networks + ", " + programs
                + " compiled programs; layers whose weights share bytes, in generated projects: " + LAYERS);
    }
}
