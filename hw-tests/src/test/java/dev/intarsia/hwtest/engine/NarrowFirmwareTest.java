package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.c.QemuC;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.type.RawTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What networks take with weights of 8, 4 and 2 bits, on an emulated board for each kind of kernels: every tensor is the oracle's, and constants become as much smaller
 * as the weights do. The example, and with {@code -Dintarsia.tests=full} two networks of MLPerf Tiny from the corpus whose weights are
 * {@linkplain RoundedWeights rounded}.
 *
 * <p>What is printed is the ground of docs/firmware.md.
 */
@RequiresTool({"gcc", "arm-none-eabi-gcc", "qemu-system-arm", "riscv64-unknown-elf-gcc", "qemu-system-riscv32"})
class NarrowFirmwareTest {

    private static final Path MODELS = Path.of(System.getProperty("intarsia.root"))
            .resolve(System.getProperty("intarsia.corpus", "../shared/corpus"))
            .resolve("models/mlperf_tiny");

    private static final Map<String, Program> PROGRAMS = new HashMap<>();
    private static final Map<Program, Map<String, RawTensor>> WORDS = new IdentityHashMap<>();

    private static int tensors;

    /** One for each kind of kernels. */
    private static Stream<String> targets() {
        return Full.asked() ? Stream.of("cortex-m4", "cortex-m55", "cortex-m0plus") : Stream.of("cortex-m4");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void theExampleIsRight(String target) {
        FashionExample example = FashionExample.read();
        RawTensor image = example.images(1).getFirst();
        measure("fashion", TargetReader.microcontroller(target), bits -> example.quantized(bits), image, 8, 4, 2);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("fullTargets")
    void theKeywordSpotterIsRight(String target) {
        rounded("kws_ref_model", target);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("fullTargets")
    void theImageClassifierIsRight(String target) {
        rounded("pretrainedResnet_quant", target);
    }

    private static Stream<String> fullTargets() {
        return Full.asked() ? targets() : Stream.empty();
    }

    private interface Quantizer {
        QuantizedGraph quantized(int bits);
    }

    private static void rounded(String network, String target) {
        Path file = MODELS.resolve(network + ".tflite");
        assumeTrue(Files.isRegularFile(file), () -> "there is no " + file);
        QuantizedGraph bytes =
                FollowTypes.apply(TfliteReader.read(file).graph(), ArithmeticProfile.TFLM, new Diagnostics());
        measure(
                network,
                TargetReader.microcontroller(target),
                bits -> bits == 8 ? bytes : RoundedWeights.of(bytes, bits),
                DrawnNetwork.words(bytes, 1),
                8,
                4);
    }

    private static void measure(
            String network, Microcontroller target, Quantizer quantizer, RawTensor input, int... widths) {
        List<Long> constants = new ArrayList<>();
        for (int bits : widths) {
            Program program =
                    PROGRAMS.computeIfAbsent(network + ", " + bits, unused -> Lower.lower(quantizer.quantized(bits)));
            Map<String, RawTensor> expected =
                    WORDS.computeIfAbsent(program, unused -> CEngine.words(program, List.of(input)));
            // What the self-test expects is not looked at here.
            CProject project = McuBackend.generate(program, target, (unused, inputs) -> expected);
            Map<String, RawTensor> found = new LinkedHashMap<>();
            try (QemuC firmware = new QemuC(project, target, List.of("-Wall", "-Wextra", "-Werror"))) {
                long instructions = firmware.run(List.of(input), found::put).stream()
                        .mapToLong(QemuC.Cost::instructions)
                        .sum();
                constants.add(firmware.flash().constants());
                found.forEach((tensor, words) -> Agreement.equal(target.name(), tensor, expected.get(tensor), words));
                tensors += found.size();
                System.out.println("FIGURE narrow "
                        + String.format(
                                Locale.ROOT,
                                "| %s | %s | %d | %,d | %,d | %,d | %,d |",
                                target.name(),
                                network,
                                bits,
                                instructions,
                                firmware.flash().code(),
                                firmware.flash().constants(),
                                project.arena().bytes()));
            }
        }
        assertTrue(
                constants.get(1) < 0.75 * constants.get(0) && constants.getLast() <= constants.get(1),
                constants::toString);
    }

    @AfterAll
    static void count() {
        System.out.println(
                "COUNT tensors of firmware with weights of 8, 4 and 2 bits that are the oracle's: " + tensors);
    }
}
