package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.data.NumericType;
import dev.intarsia.ir.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody can quantize with: each is refused with its place, and nothing is written. */
class QuantizeBadInputTest {

    private static final int PIXELS = 6 * 6;

    @TempDir
    private Path folder;

    private TinyModel tiny;

    @BeforeEach
    void model() throws IOException {
        tiny = new TinyModel(folder);
    }

    private void samples(String name, NumericArray x, int label) throws IOException {
        int count = x.shape().size(0);
        long[] labels = new long[count];
        labels[count - 1] = label;
        SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
        arrays.put("x", x);
        arrays.put("y", NumericArray.ofWords(NumericType.U1, Shape.of(count), labels));
        Files.write(folder.resolve(name), NpzWriter.npz(arrays));
    }

    private static NumericArray reals(float value, float last) {
        float[] values = new float[4 * PIXELS];
        Arrays.fill(values, value);
        values[values.length - 1] = last;
        return NumericArray.ofSingles(Shape.of(4, 6, 6, 1), values);
    }

    private void refused(ExitStatus status, List<String> options, String... said) throws IOException {
        List<String> before = files();
        List<String> line = new java.util.ArrayList<>(List.of(
                "quantize", tiny.model().toString(), "--data", tiny.path("data.npz"), "-o", tiny.path("out.inta")));
        line.addAll(options);
        CommandRun run = CommandRun.of(line.toArray(String[]::new)).expect(status);
        for (String part : said) {
            assertTrue(run.err().contains(part), () -> "'" + part + "' is not in:\n" + run.err());
        }
        assertEquals(before, files(), "something was written");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(Path::toString).sorted().toList();
        }
    }

    @Test
    void constantCalibration() throws IOException {
        samples("constant.npz", reals(0.25f, 0.25f), 1);
        refused(
                ExitStatus.BAD_INPUT,
                List.of("--calibration", tiny.path("constant.npz")),
                "constant.npz",
                "every number of the samples to calibrate with is 0.25, so no range can be seen",
                "calibrate with samples like those that the network is for");
    }

    @Test
    void numbersThatAreNone() throws IOException {
        samples("nan.npz", reals(0.25f, Float.NaN), 1);
        refused(ExitStatus.BAD_INPUT, List.of("--calibration", tiny.path("nan.npz")), "nan.npz", "NaN");
        samples("data.npz", reals(0.25f, Float.NaN), 1);
        refused(ExitStatus.BAD_INPUT, List.of("--calibration", tiny.path("calibration.npz")), "data.npz", "NaN");
    }

    @Test
    void weightsThatAreNone() throws IOException {
        SequencedMap<String, NumericArray> weights = new LinkedHashMap<>();
        weights.put("conv.w", singles(new float[4 * 9], 4, 3, 3, 1));
        weights.put("conv.b", singles(new float[4], 4));
        weights.put("fc.w", singles(new float[3 * 36], 3, 36));
        weights.put("fc.b", singles(new float[] {0, Float.NaN, 0}, 3));
        Files.write(folder.resolve("tiny.npz"), NpzWriter.npz(weights));
        refused(ExitStatus.BAD_INPUT, List.of("--calibration", tiny.path("calibration.npz")), "fc.b", "NaN");
    }

    private static NumericArray singles(float[] values, int... sizes) {
        return NumericArray.ofSingles(Shape.of(sizes), values);
    }

    @Test
    void labelsThatAreNoClass() throws IOException {
        tiny.data("data.npz", new Random(7), 6, 9, 6);
        refused(
                ExitStatus.BAD_INPUT,
                List.of("--calibration", tiny.path("calibration.npz")),
                "the label of sample 0 is",
                "the model has 3 classes",
                "labels are whole numbers from 0 to 2");
    }

    @Test
    void aWidthOfOne() throws IOException {
        refused(ExitStatus.BAD_USAGE, List.of("--weights", "int1"), "'int1' is none of int2 to int16");
        refused(ExitStatus.BAD_USAGE, List.of("--activations", "int1"), "'int1' is none of int2 to int16");
    }
}
