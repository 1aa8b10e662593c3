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
