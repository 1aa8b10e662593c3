package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.backend.mcu.Measured;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostic;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.simulator.runner.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that a microcontroller cannot hold or compute: what the user is told. */
class RefusedFirmwareTest {

    private static final FashionExample EXAMPLE = FashionExample.read();

    @TempDir
    private Path folder;

    /** A Cortex-M4 with a line of its description in the place of another. */
    private Microcontroller board(String key, String value) throws IOException {
        String text = new String(Resource.read(TargetReader.class, "cortex-m4.mcu"), StandardCharsets.UTF_8);
        Path file = folder.resolve("small.mcu");
        Files.writeString(file, text.replaceAll("(?m)^" + key + " .*$", key + " " + value));
        return TargetReader.microcontroller(file.toString());
    }

    private static List<Diagnostic> refused(Program program, Microcontroller target) {
        return assertThrows(InvalidInputException.class, () -> McuBackend.generate(program, target, CEngine::words))
                .diagnostics();
    }

    private static Program program() {
        return Lower.lower(EXAMPLE.quantized(8));
    }

    @Test
    void aNetworkWhoseConstantsDoNotFitFlashNamesTheLargest() throws IOException {
        List<Diagnostic> messages = refused(program(), board("flash_bytes", "48 KiB"));
        assertEquals(1, messages.size());
        assertEquals(
                "fashion needs 65372 bytes of flash, 16220 more than cortex-m4 has; the largest: "
                        + "conv6: weights [64, 3, 3, 64], biases, and what requantizes 37632 bytes, "
                        + "conv5: weights [64, 3, 3, 32], biases, and what requantizes 19200 bytes, "
                        + "conv2: weights [32, 3, 3, 16], biases, and what requantizes 4992 bytes",
                messages.getFirst().message());
        assertEquals(
                "take a target with more flash, narrower weights, or a smaller network",
                messages.getFirst().help());
    }

    @Test
    void aNetworkThatFitsFlashWithoutItsCodeOnlyIsRefusedOnceItIsBuilt() throws IOException {
        Program program = program();
        Microcontroller target = board("flash_bytes", "72 KiB");
        Measured built = new Measured(11_524, 65_908, List.of());
        List<Diagnostic> messages = assertThrows(
                        InvalidInputException.class,
                        () -> McuBackend.generate(program, target, CEngine::words, project -> Optional.of(built)))
                .diagnostics();
        assertEquals(
                "fashion needs 77432 bytes of flash, 3704 more than cortex-m4 has; the largest: "
                        + "constants of conv6 37632 bytes, constants of conv5 19200 bytes, code 11524 bytes",
                messages.getFirst().message());
    }

    @Test
    void aNetworkWhoseTensorsDoNotFitRamNamesTheLargest() throws IOException {
        List<Diagnostic> messages = refused(program(), board("ram_bytes", "8 KiB"));
        assertEquals(1, messages.size());
        assertEquals(
                "fashion needs 11968 bytes of RAM, 3776 more than cortex-m4 has; the largest: "
                        + "conv2 6272 bytes, scratch of conv6 4224 bytes, conv1 3136 bytes",
                messages.getFirst().message());
        assertEquals(
                "take a target with more RAM, a smaller input, or fewer channels in the largest layers",
                messages.getFirst().help());
    }

    @Test
    void everyLayerWhoseWidthsAreTooMuchIsNamed() {
        QuantizationSettings wide = QuantizationSettings.int8()
                .withProfile(ArithmeticProfile.named("single").orElseThrow())
                .withBits(16, 16);
        List<Diagnostic> messages =
                refused(Lower.lower(EXAMPLE.quantized(wide)), TargetReader.microcontroller("cortex-m4"));
        assertEquals(
                List.of("conv1", "conv2", "dw3", "pw4", "conv5", "conv6", "fc"),
                messages.stream().map(m -> m.message().split(" ")[0]).toList());
        for (Diagnostic message : messages) {
            assertTrue(
                    message.message()
                            .matches(
                                    "\\w+ cannot run on cortex-m4: a product of -\\d+ … \\d+ by a multiplier takes more"
                                            + " than 64 bits"),
                    message.message());
            assertEquals("choose a narrower accumulator, or a profile with narrower multipliers", message.help());
            assertTrue(message.location().describe().contains("fashion.inta"), "the layer's own line");
        }
    }
}
