package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the input is status 1 and says where; what is wrong with the command line is status 2. Nothing is written. */
class BadInputTest {

    @TempDir
    Path folder;

    private TinyModel tiny;
    private List<String> before;

    @BeforeEach
    void writeModel() throws IOException {
        tiny = new TinyModel(folder);
        tiny.data("labels.npz", new Random(1), 6, 7, 6);
        tiny.data("shape.npz", new Random(1), 6, 3, 5);
        tiny.data("one.npz", new Random(1), 1, 3, 6);
        Files.writeString(folder.resolve("broken.inta"), "model broken\ny = conw2d(x)\noutput y\n");
        Files.write(folder.resolve("cut.npz"), Arrays.copyOf(Files.readAllBytes(folder.resolve("data.npz")), 300));
        before = files();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(Path::toString).sorted().toList();
        }
    }

    private String fails(ExitStatus status, String line) throws IOException {
        String[] arguments = Arrays.stream(line.split(" "))
                .map(word -> word.startsWith("@") ? tiny.path(word.substring(1)) : word)
                .toArray(String[]::new);
        CommandRun run = CommandRun.of(arguments).expect(status);
        assertEquals("", run.out());
        assertFalse(run.err().contains("\tat "), run.err());
        assertEquals(before, files(), "something was written");
        return run.err();
    }

    private void badInput(String line, String... said) throws IOException {
        String err = fails(ExitStatus.BAD_INPUT, line);
        assertTrue(err.contains("error: "), err);
        for (String words : said) {
            assertTrue(err.contains(words), err);
        }
    }

    private void badUsage(String line, String said) throws IOException {
        String err = fails(ExitStatus.BAD_USAGE, line);
        assertTrue(err.contains(said), err);
    }

    @Test
    void models() throws IOException {
        badInput("show @missing.inta", "missing.inta");
        badInput("show @data.npz", "models end in .inta");
        badInput("show @broken.inta", "broken.inta:2:", "conw2d", "^~", "conv2d");
        badInput("show @tiny.inta --layer nope", "nope", "conv, act, pool");
    }

    @Test
    void targets() throws IOException {
        badInput("simulate @tiny.inta --data @data.npz --target inlay61", "inlay61", "inlay16");
        badInput("simulate @tiny.inta --data @data.npz --target @missing.accel", "missing.accel");
    }

    @Test
    void data() throws IOException {
        String simulate = "simulate @tiny.inta --target inlay16 --report @r.html --data ";
        badInput(simulate + "@missing.npz", "missing.npz");
        badInput(simulate + "@cut.npz", "cut.npz");
        badInput(simulate + "@labels.npz", "label", "3 classes");
        badInput(simulate + "@shape.npz", "[5, 5, 1]", "[6, 6, 1]");
        badInput(simulate + "@one.npz", "--calibration");
        badInput(simulate + "@data.npz --calibration @shape.npz", "[5, 5, 1]");
    }

    @Test
    void integersNeedCalibration() throws IOException {
        badInput("show @tiny.inta --level kernel", "--calibration", "quantize");
    }

    @Test
    void widthsThatNoTargetHas() throws IOException {
        badInput("simulate @tiny.inta --target inlay16 --data @data.npz --activations int16", "16");
    }

    @Test
    void placesThatCannotBeWritten() throws IOException {
        badInput("simulate @tiny.inta --target inlay16 --data @data.npz --report " + folder, "directory");
        badInput("run @tiny.inta --target inlay16 --data @data.npz -o @tiny.inta/below.npz", "cannot be written");
    }

    @Test
    void commandLines() throws IOException {
        badUsage("simulate @tiny.inta --data @data.npz", "--target");
        badUsage("simulate @tiny.inta --target inlay16", "--data");
        badUsage("simulate @tiny.inta --target inlay16 --data @data.npz --weights int1", "int2 to int16");
        badUsage("simulate @tiny.inta --target inlay16 --data @data.npz --weights eight", "int2 to int16");
        badUsage("simulate @tiny.inta --target inlay16 --data @data.npz --accumulator int65", "int8 to int64");
        badUsage("simulate @tiny.inta --target inlay16 --data @data.npz --limit 0", "--limit");
        badUsage("simulate @tiny.inta --target inlay16 --data @data.npz --limit x", "--limit");
        badUsage("simulate @tiny.inta --target inlay16 --data @data.npz --calibrate median", "median");
        badUsage("simulate @tiny.inta --target inlay16 --data @data.npz --profile nope", "tflm");
        badUsage(
                "simulate @tiny.inta --target inlay16 --data @data.npz --per-tensor --per-channel",
                "mutually exclusive");
        badUsage("quantize @tiny.inta --data @data.npz", "--output");
        badUsage("quantize @tiny.inta --data @data.npz -o @x.txt", ".inta");
        badUsage("convert @tiny.inta -o @x.txt", ".inta");
        badUsage("convert @tiny.inta", "--output");
        badUsage("quantize @tiny.inta --data @data.npz -o @x.inta --equalise", "--equalise");
        badUsage("run @tiny.inta --data @data.npz --engine nope", "real, oracle, java");
        badUsage("run @tiny.inta --data @data.npz --engine java", "--target");
        badUsage("show @tiny.inta --level schedule", "--target");
        badUsage("show @tiny.inta --level nope", "nope");
    }

    @Test
    void whatIsQuantizedStaysSo() throws IOException {
        CommandRun.of("quantize", tiny.path("tiny.inta"), "--data", tiny.path("data.npz"), "-o", tiny.path("q.inta"))
                .expect(ExitStatus.DONE);
        before = files();
        badUsage("simulate @q.inta --target inlay16 --data @data.npz --weights int4", "quantized already");
        badUsage("show @q.inta --level kernel --per-tensor", "quantized already");
        badInput("quantize @q.inta --data @data.npz -o @qq.inta", "quantized already");
        badInput("run @q.inta --engine real --data @data.npz", "no real numbers");
    }
}
