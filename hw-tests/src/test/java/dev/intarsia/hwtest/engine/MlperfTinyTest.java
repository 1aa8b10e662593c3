package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.backend.mcu.SelfTest;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.c.QemuC;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.simulator.runner.Resource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The networks of MLPerf Tiny as firmware for a Cortex-M4: every layer has the words of TensorFlow Lite Micro's reference kernels, by their
 * checksums. They are read from the corpus, where it is. The ordinary run takes the keyword spotter, {@code -Dintarsia.tests=full} all.
 */
@RequiresTool({"gcc", "arm-none-eabi-gcc", "qemu-system-arm"})
class MlperfTinyTest {

    private static final Path MODELS = Path.of(System.getProperty("intarsia.root"))
            .resolve(System.getProperty("intarsia.corpus", "../shared/corpus"))
            .resolve("models/mlperf_tiny");

    /** A model's file, the number of the input, and the checksum of every layer. */
    record Case(String file, int pattern, List<String> checksums) {}

    static List<Case> cases() {
        String text = new String(Resource.read(MlperfTinyTest.class, "mlperf-tiny-layers.txt"), StandardCharsets.UTF_8);
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> List.of(line.split(" ")))
                .map(words -> new Case(words.get(0), Integer.parseInt(words.get(1)), words.subList(2, words.size())))
                .filter(c -> Full.asked() || c.file().startsWith("kws") && c.pattern() == 1)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyLayerHasTheReferencesWords(Case c) {
        Path file = MODELS.resolve(c.file());
        assumeTrue(Files.isRegularFile(file), () -> "there is no " + file);
        Program program = Lower.lower(
                FollowTypes.apply(TfliteReader.read(file).graph(), ArithmeticProfile.TFLM, new Diagnostics()));
        Microcontroller target = TargetReader.microcontroller("cortex-m4");
        CProject project = McuBackend.generate(program, target, CEngine::words);
        List<String> found = new ArrayList<>();
        try (QemuC firmware = new QemuC(project, target, List.of())) {
            List<Long> instructions = firmware.run(
                    SelfTest.inputs(project.inputs(), c.pattern()),
                    (name, words) -> found.add(String.format("%08x", SelfTest.checksum(words))));
            System.out.println("FIGURE instructions of " + c.file() + " on a Cortex-M4: "
                    + instructions.stream().mapToLong(Long::longValue).sum() + ", flash " + firmware.flash()
                    + ", RAM " + project.arena().bytes() + ", layers " + Arrays.toString(instructions.toArray()));
        }
        assertEquals(c.checksums(), found);
    }
}
