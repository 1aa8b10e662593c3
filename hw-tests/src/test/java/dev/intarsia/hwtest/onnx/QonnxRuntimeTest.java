package dev.intarsia.hwtest.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.frontend.onnx.OnnxBindings;
import dev.intarsia.frontend.onnx.OnnxImport;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.frontend.onnx.file.OnnxFile;
import dev.intarsia.frontend.onnx.file.OnnxModel;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Where the words of {@code kws_w3a3} differ from those of ONNX Runtime, layer by layer: the file's own definition of Quant is run by it, and
 * every word of every layer is compared on all 500 utterances. It shows that nothing but ONNX Runtime's sums of float32 numbers is the
 * reason, and why one answer more is right there: our words, summed in the order in which it adds, give each of its 6,000 scores to the bit.
 */
class QonnxRuntimeTest {

    private static final Path CORPUS = Path.of(System.getProperty("intarsia.corpus", "../../shared/corpus"));

    /**
     * A layer of the file.
     *
     * @param words the output of its Quant
     * @param sum the output of its product of matrices
     * @param scale the scales of its weights
     * @param operand the output of the Quant that it reads
     * @param operandScale what one step of that is worth
     */
    private record Layer(String words, String sum, String scale, String operand, String operandScale) {}

    private static final List<Layer> LAYERS = List.of(
            new Layer("40", "34", "29", "27", "24"),
            new Layer("52", "46", "41", "40", "37"),
            new Layer("64", "58", "53", "52", "49"));

    private final int[] differ = new int[LAYERS.size()];
    private final int[] first = new int[LAYERS.size()];

    @Test
    void onlySumsOfFloatsMakeADifference() throws Exception {
        assumeTrue(Files.isDirectory(CORPUS), "there is no corpus");
        Path file = CORPUS.resolve("models/qonnx/kws_w3a3_mlperf.onnx");
        Diagnostics diagnostics = new Diagnostics();
        OnnxModel model = OnnxFile.readModel(file, diagnostics).orElseThrow();
        diagnostics.stopOnErrors();
        Set<String> shown = new LinkedHashSet<>(Set.of("27/words"));
        for (Layer layer : LAYERS) {
            shown.add(layer.words() + "/words");
            shown.add(layer.sum());
        }
        OnnxImport read = OnnxReader.read(file, OnnxBindings.NONE);
        TypedRun run = new TypedRun(read.model());
        LabelledData data = LabelledData.named(CORPUS.resolve("data"), "kws_w3a3");
        RawTensor weights = (RawTensor)
                read.model().graph().constant("69.words").orElseThrow().value();
        float weightScale = (float) model.initializers().get("65").number(0);
        float wordScale = (float) model.initializers().get("61").number(0);
        int ours = 0;
        int theirs = 0;
        int ties = 0;
        try (RuntimeSession session = new RuntimeSession(StandardQuant.file(model, shown), "inp.1", 1, 1, 10, 49)) {
            for (int sample = 0; sample < data.size(); sample++) {
                Map<String, float[]> expected = session.run(data.values(sample));
                Map<String, Tensor> found = tensors(run, read.model().graph(), data.values(sample));
                assertEquals(0, differences(expected.get("27/words"), (RawTensor) found.get("27/quantize")));
                for (int layer = 0; layer < LAYERS.size(); layer++) {
                    compare(layer, model, expected, found);
                }
                RealTensor scores = (RealTensor) found.get("70");
                float[] reference = expected.get("70");
                if (System.getProperty("os.arch").equals("amd64")) {
                    assertArrayEquals(
                            reference,
                            sumsOfRuntime(weights, weightScale, (RawTensor) found.get("64/quantize"), wordScale),
                            "its order of sums, sample " + sample);
                }
                int answer = LabelledData.greatest(scores);
                int other = LabelledData.greatest(RealTensor.owning(scores.shape(), reference));
                ours += answer == data.label(sample) ? 1 : 0;
                theirs += other == data.label(sample) ? 1 : 0;
                if (answer != other) {
                    ties++;
                    assertEquals(
                            scores.at(answer), scores.at(other), "sample " + sample + ": these two are equal here");
                    assertTrue(Math.abs(reference[answer] - reference[other]) < 1e-5, "and nearly so there");
                    System.out.println(
                            "FIGURE utterance " + sample + " of kws_w3a3: classes " + answer + " and " + other
                                    + " have the score " + scores.at(answer) + " here, " + reference[answer] + " and "
                                    + reference[other] + " in ONNX Runtime");
                }
            }
        }
        for (int layer = 0; layer < LAYERS.size(); layer++) {
            System.out.println("FIGURE words of layer " + (layer + 1) + " of kws_w3a3 that differ from ONNX Runtime: "
                    + differ[layer] + " of " + 256 * data.size() + ", of these after equal words: " + first[layer]);
        }
        System.out.println(
                "FIGURE right answers of kws_w3a3 here, in ONNX Runtime, and utterances with equal best scores"
                        + " that it tells apart: " + ours + ", " + theirs + ", " + ties);
        assertEquals(416, ours);
        assertEquals(417, theirs);
        assertEquals(theirs - ours, ties);
    }

    /**
     * A vector times a matrix as ONNX Runtime 1.29 adds it in float32 on x86-64 with AVX, measured: each product is rounded; four of them are added
     * from left to right; then the sum of four is added to what was there.
     */
    private static float[] sumsOfRuntime(RawTensor weights, float weightScale, RawTensor words, float wordScale) {
        float[] sums = new float[weights.shape().size(0)];
        int length = weights.shape().size(1);
        for (int k = 0; k < sums.length; k++) {
            for (int i = 0; i < length; i += 4) {
                float four = 0;
                for (int j = i; j < i + 4; j++) {
                    four += words.at(j) * wordScale * (weights.at(k * length + j) * weightScale);
                }
                sums[k] += four;
            }
        }
        return sums;
    }

    /** A word that differs, though all words before it are equal, comes of a sum that is not the exact one, rounded once. */
    private void compare(int index, OnnxModel model, Map<String, float[]> expected, Map<String, Tensor> found) {
        Layer layer = LAYERS.get(index);
        float[] words = expected.get(layer.words() + "/words");
        RawTensor own = (RawTensor) found.get(layer.words() + "/quantize");
        RawTensor sums = (RawTensor) found.get(layer.words() + "/quantize/sum");
        boolean equalBefore = differences(
                        expected.get(layer.operand() + "/words"), (RawTensor) found.get(layer.operand() + "/quantize"))
                == 0;
        for (int k = 0; k < words.length; k++) {
            if (words[k] != own.at(k)) {
                assertEquals(1, Math.abs(words[k] - own.at(k)), "a neighbour");
                differ[index]++;
            }
            if (equalBefore) {
                double worth = model.initializers().get(layer.operandScale()).number(0)
                        * model.initializers().get(layer.scale()).number(k);
                float exact = (float) (Math.abs(sums.at(k)) * worth);
                float sum = Math.abs(expected.get(layer.sum())[k]);
                assertEquals(exact, sum, 2e-6 * Math.max(1, exact) * 8, "the same sum but for its roundings");
                if (words[k] != own.at(k)) {
                    assertTrue(exact != sum, "a sum that was rounded once gives another word");
                    first[index]++;
                }
            }
        }
    }

    private static int differences(float[] expected, RawTensor found) {
        int different = 0;
        for (int i = 0; i < expected.length; i++) {
            different += expected[i] != found.at(i) ? 1 : 0;
        }
        return different;
    }

    private static Map<String, Tensor> tensors(TypedRun run, Graph graph, float[] values) {
        Tensor input = RealTensor.owning(graph.inputs().getFirst().type().shape(), values);
        return run.tensors(Map.of(graph.inputs().getFirst().name(), input));
    }
}
