package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.data.NumericType;
import dev.intarsia.ir.type.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a quantized file of TensorFlow Lite: a small network of ours, a convolution with a relu, a dense layer and a softmax. */
class TfliteCommandsTest {

    @TempDir
    Path folder;

    private String model;
    private String data;

    @BeforeEach
    void writeFiles() throws IOException {
        Path file = folder.resolve("tiny.tflite");
        try (InputStream stored = TfliteCommandsTest.class.getResourceAsStream("tiny.tflite")) {
            Files.write(file, stored.readAllBytes());
        }
        model = file.toString();
        long[] words = new Random(3).longs(20 * 64, -128, 128).toArray();
        SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
        arrays.put("x", NumericArray.ofWords(NumericType.I1, Shape.of(20, 8, 8, 1), words));
        data = folder.resolve("data.npz").toString();
        Files.write(Path.of(data), NpzWriter.npz(arrays));
    }

    private static String digest(String... arguments) {
        return CommandRun.of(arguments)
                .expect(ExitStatus.DONE)
                .json()
                .get("outputSha256")
                .getAsString();
    }

    @Test
    void enginesAndConvertedTextGiveTheSameWords() {
        String oracle = digest("run", model, "--data", data, "--json", "--quiet");
        assertEquals(oracle, digest("simulate", model, "--data", data, "--target", "inlay16", "--json", "--quiet"));
        String text = folder.resolve("tiny.inta").toString();
        CommandRun.of("convert", model, "-o", text).expect(ExitStatus.DONE);
        assertEquals(oracle, digest("run", text, "--data", data, "--json", "--quiet"));
    }

    @Test
    void profileIsThatOfTheFilesEngineOrTheOneAskedFor() {
        String shown = CommandRun.of("show", model, "--level", "quantized")
                .expect(ExitStatus.DONE)
                .out();
        assertTrue(shown.contains("\nprofile tflm\n"), shown);
        String other = CommandRun.of("show", model, "--level", "quantized", "--profile", "single")
                .expect(ExitStatus.DONE)
                .out();
        assertTrue(other.contains("\nprofile single\n"), other);
        assertNotEquals(shown, other);
    }

    @Test
    void graphShowsWhatTheFileSays() {
        String shown = CommandRun.of("show", model).expect(ExitStatus.DONE).out();
        assertTrue(shown.contains("conv: i8[1, 4, 4, 4]"), shown);
        assertTrue(shown.contains("= relu(`conv/pre`)"), shown);
        assertFalse(shown.contains("requantize"), shown);
    }

    @Test
    void whatWouldQuantizeItIsRefused() {
        CommandRun options =
                CommandRun.of("run", model, "--data", data, "--weights", "int4").expect(ExitStatus.BAD_USAGE);
        assertTrue(options.err().contains("--weights cannot change " + model), options.err());
        CommandRun quantize = CommandRun.of(
                        "quantize",
                        model,
                        "--data",
                        data,
                        "-o",
                        folder.resolve("q.inta").toString())
                .expect(ExitStatus.BAD_INPUT);
        assertTrue(quantize.err().contains("the model is quantized already"), quantize.err());
        CommandRun real =
                CommandRun.of("run", model, "--data", data, "--engine", "real").expect(ExitStatus.BAD_INPUT);
        assertTrue(real.err().contains("a quantized model has no real numbers"), real.err());
    }

    @Test
    void aDamagedFileIsReported() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(model));
        Files.write(Path.of(model), Arrays.copyOf(whole, whole.length / 2));
        CommandRun run = CommandRun.of("run", model, "--data", data).expect(ExitStatus.BAD_INPUT);
        assertTrue(run.err().startsWith(model + ": error: the file is damaged: "), run.err());
    }
}
