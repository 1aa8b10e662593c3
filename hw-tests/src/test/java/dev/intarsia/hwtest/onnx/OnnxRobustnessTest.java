package dev.intarsia.hwtest.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.fuzz.Importer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A file that is cut off anywhere, or has a wrong byte anywhere, is refused with a message or is another right one. */
class OnnxRobustnessTest {

    private static final boolean FULL =
            System.getProperty("intarsia.tests", "quick").equals("full");
    private static final int FLIPS = FULL ? 10_000 : 75;
    private static final int STEP = 997;
    private static final int NODES = 1_000;

    /** Our own small network, and three models of the corpus where it is there. */
    private List<byte[]> models() throws IOException {
        List<byte[]> models = new ArrayList<>(List.of(OnnxSketch.convolutional()));
        Path corpus = Path.of(System.getProperty("intarsia.corpus", "../../shared/corpus"), "models");
        for (String name : List.of(
                "mlperf_tiny_qdq/kws_qdq.onnx", "onnx2c/atmega_mnist_14x14.onnx", "onnxzoo_mnist8/model.onnx")) {
            if (Files.exists(corpus.resolve(name))) {
                models.add(Files.readAllBytes(corpus.resolve(name)));
            }
        }
        return models;
    }

    @Test
    void cutOffAnywhere() throws IOException {
        int cuts = 0;
        for (byte[] model : models()) {
            assertTrue(Importer.ONNX.reads(model, "the whole model"));
            int step = model.length < STEP * 8 ? 1 + model.length / 500 : FULL ? STEP : STEP * 5;
            for (int length = 0; length < model.length; length += step) {
                Importer.ONNX.runs(Arrays.copyOf(model, length), "the model cut off at " + length);
                cuts++;
            }
        }
        System.out.println("COUNT cut-off .onnx files read: " + cuts);
    }

    /** Long networks cost as much time and memory for each node as short ones do. */
    @Test
    void manyNodes() {
        for (List<String> layer : List.of(
                List.of("QuantizeLinear", "DequantizeLinear", "Relu"),
                List.of("QuantizeLinear", "DequantizeLinear"),
                List.of("Conv"),
                List.of("Transpose", "Relu"),
                List.of("Sum"))) {
            assertTrue(Importer.ONNX.reads(chain(layer, NODES), NODES + " times " + layer));
        }
    }

    private static byte[] chain(List<String> layer, int count) {
        OnnxSketch sketch = new OnnxSketch(13)
                .input("x", OnnxSketch.FLOAT, 1, 4, 3, 3)
                .constant("scale", OnnxSketch.FLOAT, List.of(), 0.5)
                .constant("zero", OnnxSketch.INT8, List.of(), 1)
                .constant("weights", OnnxSketch.FLOAT, List.of(4, 4, 1, 1), new double[16]);
        String last = "x";
        for (int i = 0; i < count; i++) {
            for (String operator : layer) {
                String next = operator + i;
                List<String> operands = switch (operator) {
                    case "QuantizeLinear", "DequantizeLinear" -> List.of(last, "scale", "zero");
                    case "Conv" -> List.of(last, "weights");
                    case "Sum" -> List.of(last, last, last, last, last);
                    default -> List.of(last);
                };
                sketch.node("", operator, operands, next);
                last = next;
            }
        }
        return sketch.output(last, OnnxSketch.FLOAT, 1, 4, 3, 3).bytes();
    }

    @Test
    void wrongByteAnywhere() throws IOException {
        Random random = new Random(20261125);
        List<byte[]> models = models();
        for (int m = 0; m < models.size(); m++) {
            for (int i = 0; i < FLIPS; i++) {
                byte[] model = models.get(m).clone();
                int at = random.nextInt(model.length);
                model[at] ^= (byte) (1 + random.nextInt(255));
                Importer.ONNX.runs(model, "model " + m + ", byte " + at + " is " + model[at]);
            }
        }
        System.out.println("COUNT .onnx files with one wrong byte read: " + models.size() * FLIPS);
    }
}
