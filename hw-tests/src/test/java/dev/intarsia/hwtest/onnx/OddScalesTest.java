package dev.intarsia.hwtest.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.onnx.OnnxBindings;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.hwtest.onnx.OnnxSketch.Attribute;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.simulator.real.RealEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scales of weights along axes that are not those of a sum's channels, or that move when weights get another shape: what is computed from them has
 * the numbers of ONNX Runtime. And what no input changes, or what splits more than there is: refused.
 */
class OddScalesTest {

    private static final double[] SCALES = {0.5, 0.03125, 0.25};

    @TempDir
    private Path folder;

    private static double[] words(int count) {
        Random random = new Random(count);
        return IntStream.range(0, count)
                .mapToDouble(i -> random.nextInt(-9, 10))
                .toArray();
    }

    /** A network of one operator whose weights have three scales along an axis; {@code x} goes in and {@code y} comes out. */
    private static OnnxSketch network(String operator, List<Integer> weights, int axis, int... input) {
        int count = weights.stream().reduce(1, Math::multiplyExact);
        return new OnnxSketch(13)
                .input("x", OnnxSketch.FLOAT, input)
                .shown("y", OnnxSketch.FLOAT)
                .constant("step", OnnxSketch.FLOAT, List.of(), 0.125)
                .constant("zero", OnnxSketch.INT8, List.of(), 0)
                .constant("scales", OnnxSketch.FLOAT, List.of(3), SCALES)
                .constant("zeros", OnnxSketch.INT8, List.of(3), 0, 0, 0)
                .constant("words", OnnxSketch.INT8, weights, words(count))
                .node("", "QuantizeLinear", List.of("x", "step", "zero"), "q")
                .node("", "DequantizeLinear", List.of("q", "step", "zero"), "r")
                .node(
                        "",
                        "DequantizeLinear",
                        List.of("words", "scales", "zeros"),
                        "weights",
                        Attribute.one("axis", axis))
                .node("", operator, List.of("r", "weights"), "s")
                .node("", "QuantizeLinear", List.of("s", "step", "zero"), "t")
                .node("", "DequantizeLinear", List.of("t", "step", "zero"), "y");
    }

    private RealTensor found(byte[] content, float[] values) throws IOException {
        Path file = Files.write(folder.resolve("model.onnx"), content);
        ReadModel model = OnnxReader.read(file, OnnxBindings.NONE).model();
        Input input = model.graph().inputs().getFirst();
        RealTensor real = RealTensor.owning(input.type().shape(), values);
        return model.isTyped()
                ? (RealTensor)
                        new TypedRun(model).outputs(Map.of(input.name(), real)).getFirst()
                : RealEngine.run(model.graph(), List.of(real))
                        .get(model.graph().outputs().getFirst());
    }

    private void sameAsRuntime(OnnxSketch sketch, int... dims) throws IOException, OrtException {
        byte[] model = sketch.bytes();
        int count = IntStream.of(dims).reduce(1, Math::multiplyExact);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (i * 7 % 23 - 11) / 8f;
        }
        long[] sizes = IntStream.of(dims).asLongStream().toArray();
        try (RuntimeSession session = new RuntimeSession(model, "x", sizes)) {
            assertArrayEquals(session.run(values).get("y"), found(model, values).toArray());
        }
    }

    @Test
    void scalesOfWhatGoesIntoASum() throws IOException, OrtException {
        sameAsRuntime(network("MatMul", List.of(3, 4), 0, 1, 3), 1, 3);
        sameAsRuntime(network("MatMul", List.of(3, 3), 0, 1, 2, 3), 1, 2, 3);
        sameAsRuntime(network("Conv", List.of(2, 3, 1, 1), 1, 1, 3, 1, 1), 1, 3, 1, 1);
        sameAsRuntime(network("ConvTranspose", List.of(3, 3, 2, 2), 0, 1, 3, 1, 1), 1, 3, 1, 1);
    }

    @Test
    void scalesOfChannelsOfMatricesAndTransposedKernels() throws IOException, OrtException {
        sameAsRuntime(network("MatMul", List.of(3, 3), 1, 1, 2, 3), 1, 2, 3);
        sameAsRuntime(network("ConvTranspose", List.of(3, 3, 2, 2), 1, 1, 3, 1, 1), 1, 3, 1, 1);
    }

    private void isRefused(OnnxSketch sketch, String reason) {
        String message = assertThrows(InvalidInputException.class, () -> found(sketch.bytes(), new float[3]))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void partsOfMoreThanThereIs() {
        OnnxSketch sketch = new OnnxSketch(6)
                .input("x", OnnxSketch.FLOAT, 1, 3)
                .shown("y", OnnxSketch.FLOAT)
                .constant("c", OnnxSketch.FLOAT, List.of(1, 3), 1, 2, 3)
                .node(
                        "",
                        "Split",
                        List.of("c"),
                        "y",
                        Attribute.one("axis", 1),
                        Attribute.of("split", Integer.MAX_VALUE, Integer.MAX_VALUE));
        isRefused(sketch, "splits an axis of 3");
    }

    @Test
    void whatNoInputChanges() {
        OnnxSketch sketch = new OnnxSketch(13)
                .input("x", OnnxSketch.FLOAT, 1, 3)
                .shown("y", OnnxSketch.UINT8)
                .constant("words", OnnxSketch.UINT8, List.of(), 7)
                .constant("scale", OnnxSketch.FLOAT, List.of(), 0.5)
                .constant("zero", OnnxSketch.UINT8, List.of(), 0)
                .node("com.microsoft", "QLinearSigmoid", List.of("words", "scale", "zero", "scale", "zero"), "y");
        isRefused(sketch, "no input changes");
    }
}
