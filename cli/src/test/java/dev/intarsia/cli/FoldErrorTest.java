package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What folding batch normalization does to real numbers, in steps of each layer. */
class FoldErrorTest {

    private static final int CHANNELS = 4;

    @TempDir
    private Path folder;

    private TinyModel tiny;

    @BeforeEach
    void model() throws IOException {
        tiny = new TinyModel(folder);
        Random random = new Random(20_261_126);
        SequencedMap<String, NumericArray> weights = new LinkedHashMap<>();
        weights.put("conv.w", TinyModel.reals(random, CHANNELS, 3, 3, 1));
        weights.put("gamma", TinyModel.reals(random, CHANNELS));
        weights.put("beta", TinyModel.reals(random, CHANNELS));
        weights.put("mean", TinyModel.reals(random, CHANNELS));
        weights.put("variance", NumericArray.ofSingles(Shape.of(CHANNELS), new float[] {0.1f, 0.7f, 3, 11}));
        weights.put("fc.w", TinyModel.reals(random, 3, 36 * CHANNELS));
        tiny.replace("""
                conv = conv2d(image, conv.w, padding: same)
                bn   = batch_norm(conv, gamma, beta, mean, variance, epsilon: 0.001)
                act  = relu(bn)
                flat = flatten(act)
                fc   = dense(flat, fc.w)

                output fc
                """, weights);
    }

    private static JsonObject layer(JsonObject quantized, String name) {
        return quantized.getAsJsonArray("layers").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(layer -> layer.get("name").getAsString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void itIsWhatTheTwoGraphsDifferBy() {
        JsonObject quantized =
                tiny.quantize("out.inta", "--json").expect(ExitStatus.DONE).json();
        double found = layer(quantized, "conv").get("foldLsb").getAsDouble();
        assertFalse(layer(quantized, "fc").has("foldLsb"));
        Graph before = Pipeline.read(tiny.model()).graph();
        Graph after = Pipeline.simplify(before);
        assertTrue(after.node("bn").isEmpty());
        Samples samples = Samples.of(tiny.dataset("data.npz").range(0, 16), after);
        double sum = 0;
        long count = 0;
        for (int i = 0; i < samples.size(); i++) {
            RealTensor exact = Pipeline.realTensors(before, samples.real(i)).get("bn");
            RealTensor own = Pipeline.realTensors(after, samples.real(i)).get("conv");
            for (int k = 0; k < exact.shape().elements(); k++) {
                sum += Math.pow((double) own.at(k) - exact.at(k), 2);
                count++;
            }
        }
        double step = Pipeline.read(folder.resolve("out.inta"))
                .quantized()
                .orElseThrow()
                .graph()
                .type("conv")
                .quantized()
                .scale()
                .at(0);
        assertEquals(Math.sqrt(sum / count) / step, found, 1e-12);
        assertTrue(found > 0 && found < 1e-3, "float32 folds to a small part of a step: " + found);
    }

    @Test
    void theTableAndTheReportSayTheMost() throws IOException {
        Path report = folder.resolve("loss.html");
        String out = tiny.quantize("out.inta", "--report", report.toString())
                .expect(ExitStatus.DONE)
                .out();
        assertTrue(out.contains("folding batch normalization: at most "), out);
        assertTrue(out.contains(" steps, conv"), out);
        assertTrue(Files.readString(report).contains("what batch normalization in the weights does to real numbers"));
    }

    /** Equalized numbers are others, and nothing is said of what cannot be compared. */
    @Test
    void nothingIsSaidOfEqualizedLayers() {
        JsonObject quantized = tiny.quantize("out.inta", "--equalize", "--json")
                .expect(ExitStatus.DONE)
                .json();
        List.of("conv", "fc").forEach(name -> assertFalse(layer(quantized, name).has("foldLsb")));
    }
}
