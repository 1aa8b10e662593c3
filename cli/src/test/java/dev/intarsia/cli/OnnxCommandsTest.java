package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.ir.type.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a file of ONNX that leaves the number of channels open, and on samples with channels first. */
class OnnxCommandsTest {

    private static final int SAMPLES = 2;
    private static final int CHANNELS = 3;
    private static final int PIXELS = 4;

    @TempDir
    Path folder;

    private String model;

    @BeforeEach
    void writeModel() throws IOException {
        byte[] fixed = join(dimension(field(1, 2)), dimension(field(1, 2)));
        byte[] shape = join(dimension(field(1, 1)), dimension(text(2, "c")), fixed);
        byte[] node = join(text(1, "x"), text(2, "y"), text(3, "mean"), text(4, "GlobalAveragePool"));
        byte[] graph = join(
                message(1, node),
                text(2, "mean"),
                message(11, value("x", shape)),
                message(12, value("y", join(dimension(field(1, 1)), dimension(text(2, "c"))))));
        Path file = folder.resolve("mean.onnx");
        Files.write(file, join(field(1, 8), message(7, graph), message(8, field(2, 13))));
        model = file.toString();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /** A field of protocol buffers that holds a small number. */
    private static byte[] field(int number, int value) {
        return new byte[] {(byte) (8 * number), (byte) value};
    }

    /** One that holds fewer than 128 bytes. */
    private static byte[] message(int number, byte[] content) {
        return join(new byte[] {(byte) (8 * number + 2), (byte) content.length}, content);
    }

    private static byte[] text(int number, String content) {
        return message(number, content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] dimension(byte[] size) {
        return message(1, size);
    }

    private static byte[] value(String name, byte[] shape) {
        return join(text(1, name), message(2, message(1, join(field(1, 1), message(2, shape)))));
    }

    private String data(String name, boolean channelsFirst) throws IOException {
        float[] values = new float[SAMPLES * CHANNELS * PIXELS];
        for (int i = 0; i < values.length; i++) {
            int channel = channelsFirst ? i / PIXELS % CHANNELS : i % CHANNELS;
            int pixel = channelsFirst ? i % PIXELS : i / CHANNELS % PIXELS;
            values[i] = 100 * (i / (CHANNELS * PIXELS)) + 10 * channel + pixel;
        }
        Shape shape = channelsFirst ? Shape.of(SAMPLES, CHANNELS, 2, 2) : Shape.of(SAMPLES, 2, 2, CHANNELS);
        SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
        arrays.put("x", NumericArray.ofSingles(shape, values));
        Path file = folder.resolve(name);
        Files.write(file, NpzWriter.npz(arrays));
        return file.toString();
    }

    private CommandRun run(String data, String... more) {
        String[] arguments = {"run", model, "--data", data, "--engine", "real", "--json", "--quiet"};
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return CommandRun.of(all);
    }

    @Test
    void openSizesAreGivenOnTheCommandLine() throws IOException {
        String last = data("last.npz", false);
        assertTrue(run(last).err().contains("--shape"), "the refusal says what to write");
        run(last, "--shape", "x=1,3,2,2").expect(ExitStatus.DONE);
        assertTrue(run(last, "--shape", "x=1,3,2").err().contains("axes"), "too few sizes");
        assertTrue(run(last, "--shape", "x=1,3,5,2").err().contains("5"), "a size that the file has otherwise");
        assertTrue(run(last, "--shape", "x").err().contains("--shape image=1,28,28"), "no sizes");
    }

    @Test
    void channelsFirstGiveTheSameOutputs() throws IOException {
        String[] shape = {"--shape", "x=1,3,2,2"};
        String first = data("first.npz", true);
        assertTrue(run(first, shape).err().contains("--channels-first"), "the refusal says what to write");
        String expected = digest(run(data("last.npz", false), shape));
        assertEquals(expected, digest(run(first, "--shape", "x=1,3,2,2", "--channels-first")));
    }

    private static String digest(CommandRun run) {
        return run.expect(ExitStatus.DONE).json().get("outputSha256").getAsString();
    }
}
