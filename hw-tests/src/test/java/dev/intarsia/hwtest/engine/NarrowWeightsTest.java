package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.HostC;
import dev.intarsia.hwtest.c.QemuC;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.ir.quantize.OwnWidths;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.target.Microcontroller;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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
    private static final Map<String, Integer> LAYERS = new ConcurrentSkipListMap<>();
    private static final AtomicInteger PROGRAMS = new AtomicInteger();
    private static int networks;
    private static int batches;

    /** The example with weights of 8, 4, 3 and 2 bits. */
    private static NetworkCase mixed() {
        OwnWidths own = new OwnWidths(Map.of("conv1", 8, "conv2", 4, "pw4", 3, "conv6", 2, "fc", 2), Map.of());
        return example(QuantizationSettings.int8().withBits(4, 8).withOwn(own));
    }

    private static NetworkCase example(QuantizationSettings settings) {
        return NetworkCase.of(EXAMPLE.quantized(settings), EXAMPLE.images(1).getFirst());
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

    /** What the self-tests expect is looked at in the example's only. */
    private static CProject project(NetworkCase c, Microcontroller target) {
        CProject project = McuBackend.generate(c.program(), target, "fashion", CEngine::words);
        countShared(target, project);
        return project;
    }

    private static List<CProject> projects(List<NetworkCase> cases, Microcontroller target) {
        List<CProject> projects = NetworkCase.projects(cases, target);
        projects.forEach(project -> countShared(target, project));
        return projects;
    }

    private static void countShared(Microcontroller target, CProject project) {
        Matcher shared = SHARED.matcher(new String(project.files().get("README.md"), StandardCharsets.UTF_8));
        while (shared.find()) {
            LAYERS.merge(target.name() + ", " + shared.group(2) + " a byte, " + shared.group(1), 1, Integer::sum);
        }
    }

    private static void onThisMachine(List<NetworkCase> cases, Microcontroller target, String compiler, String level) {
        List<String> command = new ArrayList<>(
                List.of(compiler, "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", level));
        command.addAll(
                compiler.equals("gcc")
                        ? List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all")
                        : List.of("-fsanitize=undefined", "-fsanitize-trap=all"));
        try (HostC host = new HostC(projects(cases, target), command)) {
            NetworkCase.check(compiler + " " + level + " for " + target.name(), cases, host::runEach);
            PROGRAMS.incrementAndGet();
        }
    }

    @Provide
    Arbitrary<List<NetworkDraw>> few() {
        return Draws.networksOfNarrowWeights().list().ofSize(FEW);
    }

    @Provide
    Arbitrary<List<NetworkDraw>> many() {
        return Draws.networksOfNarrowWeights().list().ofSize(MANY);
    }

    @Property(tries = 1, seed = "42", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void drawnNetworksAreRightOnThisMachine(@ForAll("few") List<NetworkDraw> drawn) {
        onThisMachine(drawn.stream().map(NetworkCase::of).toList(), level -> List.of(level % 2 == 0 ? "gcc" : "clang"));
    }

    @Property(tries = 1, seed = "424", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void drawnNetworksAreRightOnEveryBoard(@ForAll("few") List<NetworkDraw> drawn) {
        onEveryBoard(drawn.stream().map(NetworkCase::of).toList());
    }

    @Property(tries = IMAGES, seed = "4242", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("many") List<NetworkDraw> drawn) {
        List<NetworkCase> cases = drawn.stream().map(NetworkCase::of).toList();
        onEveryBoard(cases);
        onThisMachine(cases, level -> List.of("gcc", "clang"));
    }

    /**
     * A part of the networks at each level of optimization, for a target that turns with the level and from one batch to the next.
     *
     * @param compilers by the number of the level
     */
    private static void onThisMachine(List<NetworkCase> cases, IntFunction<List<String>> compilers) {
        int parts = LEVELS.size();
        int turn = batches;
        IntStream.range(0, parts).parallel().forEach(i -> {
            List<NetworkCase> part = cases.subList(i * cases.size() / parts, (i + 1) * cases.size() / parts);
            Microcontroller target = portable().get((turn + i) % portable().size());
            compilers.apply(i).forEach(compiler -> onThisMachine(part, target, compiler, LEVELS.get(i)));
        });
        batches++;
        networks += cases.size();
    }

    private static void onEveryBoard(List<NetworkCase> cases) {
        boards().parallelStream().forEach(target -> {
            try (QemuC firmware = new QemuC(projects(cases, target), target, List.of("-Wall", "-Wextra", "-Werror"))) {
                NetworkCase.check(target.name(), cases, firmware::runEach);
            }
        });
    }

    /** Constants become smaller with the width of weights, and a wrong word of weights that share bytes is found where it is. */
    @Example
    void theExampleWithMixedWidthsIsRightOnEveryBoard() {
        NetworkCase mixed = mixed();
        NetworkCase bytes = example(QuantizationSettings.int8());
        boards().parallelStream().forEach(target -> {
            CProject project = project(mixed, target);
            CProject whole = NetworkCase.projects(List.of(bytes), target).getFirst();
            assertTrue(project.constantBytes() < 0.6 * whole.constantBytes(), target.name());
            try (QemuC firmware = new QemuC(project, target, List.of("-Wall", "-Wextra", "-Werror"))) {
                NetworkCase.check(target.name(), List.of(mixed), (inputs, each) -> {
                    List<QemuC.Cost> costs = firmware.run(inputs.getFirst(), each.apply(0));
                    System.out.println("FIGURE example with weights of 2 to 8 bits on " + target.name() + ": "
                            + costs.stream().mapToLong(QemuC.Cost::instructions).sum()
                            + " instructions, flash " + firmware.flash() + "; constants of the one of 8 bits "
                            + whole.constantBytes());
                });
            }
            try (QemuC firmware = new QemuC(FirmwareTest.wrong(project, "conv6"), target, List.of())) {
                assertEquals(Optional.of("conv6"), firmware.selfTest(), target.name());
            }
        });
    }

    @Example
    @RequiresTool({"s390x-linux-gnu-gcc", "qemu-s390x"})
    void theExampleIsRightWhereWordsAreBigEndian() {
        List<NetworkCase> mixed = List.of(mixed());
        List<String> compiler =
                List.of("s390x-linux-gnu-gcc", "-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "-static");
        portable().parallelStream().forEach(target -> {
            List<CProject> projects = projects(mixed, target);
            try (HostC machine = new HostC(projects, compiler, List.of("qemu-s390x"), ByteOrder.BIG_ENDIAN)) {
                NetworkCase.check("big-endian C for " + target.name(), mixed, machine::runEach);
                PROGRAMS.incrementAndGet();
            }
        });
    }

    @AfterContainer
    static void count() {
        System.out.println("COUNT drawn networks with weights of 1 to 4 bits whose every tensor is the oracle's: "
                + networks + ", " + PROGRAMS
                + " compiled programs; layers whose weights share bytes, in generated projects: " + LAYERS);
    }
}
