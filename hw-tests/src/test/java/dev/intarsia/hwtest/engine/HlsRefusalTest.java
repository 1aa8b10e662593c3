package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.intarsia.backend.hls.HlsBackend;
import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.stream.PlanFoldings;
import dev.intarsia.simulator.runner.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be written in C++ for synthesis is refused with the layer, what it lacks, and by how much. */
class HlsRefusalTest {

    private static Program requantized(Path folder, String input, String requantizer) throws IOException {
        Path model = folder.resolve("wide.inta");
        Files.writeString(model, """
                model wide
                profile tflm

                input x: %s[1, 4] scale 0.02 zero 0

                y: i8[1, 4] scale 0.04 zero 0
                  = quantize(x)
                    requantize %s, clamp -128 … 127

                output y
                """.formatted(input, requantizer));
        return Lower.lower(new QuantizedGraph(ModelReader.read(model).graph(), "tflm"));
    }

    private static String refused(Program program) {
        return assertThrows(
                        InvalidInputException.class,
                        () -> HlsBackend.generate(
                                PlanFoldings.plan(program, TargetReader.fpga("vitis")), CEngine::words))
                .getMessage();
    }

    @Test
    void aWidthBeyondTheHeaders(@TempDir Path folder) throws IOException {
        assertEquals(
                """
                wide.inta:6:1: error: the layer y (quantize) cannot be streamed: a product of -549755813888 … 549755813887 by a multiplier takes more than 64 bits
                    y: i8[1, 4] scale 0.04 zero 0
                    ^
                  help: choose a narrower accumulator, or a profile with narrower multipliers
                """,
                refused(requantized(folder, "i40", "single i32 half_up by 1073741824 >> 50"))
                        .replace(folder + "/", ""));
    }

    @Test
    void anOperatorWithoutAStreamingForm(@TempDir Path folder) throws IOException {
        assertEquals(
                """
                wide.inta:6:1: error: the layer y (quantize) cannot be streamed: it requantizes in floating point (float32 half_even)
                    y: i8[1, 4] scale 0.04 zero 0
                    ^
                  help: choose a profile of integers: tflm, single or pow2
                """,
                refused(requantized(folder, "i16", "float32 half_even by 1048576000 >> 0"))
                        .replace(folder + "/", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dsps | 1 | 124 dsps, 123 more than vitis has; the most is for layer probs: 81",
                "luts | 100 | 7885 luts, 7785 more than vitis has; the most is for layer probs: 1663",
                "bram18 | 0 | 52 bram18, 52 more than vitis has; the most is for layer conv6: 19"
            })
    void aBudgetThatIsTooSmall(String resource, int has, String expected, @TempDir Path folder) throws IOException {
        Program program = Lower.lower(FashionExample.read().quantized(8));
        Path target = folder.resolve("tiny.fpga");
        String text = new String(Resource.read(TargetReader.class, "vitis.fpga"), StandardCharsets.UTF_8);
        Files.writeString(target, text.replaceAll(resource + " +\\d+", resource + " " + has));
        assertEquals(
                "tiny.fpga:2:6: error: fashion is estimated to take " + expected
                        + "\n    fpga vitis\n         ^~~~~\n"
                        + "  help: give a larger budget, fold more, or make the network smaller\n",
                assertThrows(
                                InvalidInputException.class,
                                () -> PlanFoldings.plan(program, TargetReader.fpga(target.toString())))
                        .getMessage()
                        .replace(folder + "/", ""));
    }
}
