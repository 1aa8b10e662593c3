package dev.intarsia.hwtest.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.frontend.onnx.file.OnnxFile;
import dev.intarsia.frontend.onnx.file.OnnxModel;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.corpus.CorpusCase;
import dev.intarsia.hwtest.engine.EngineKind;
import dev.intarsia.hwtest.engine.Engines;
import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Words of QONNX networks against ONNX Runtime, which runs what QONNX says of Quant: random networks, and no word and no output differs. One of
 * them is a case of the corpus; {@code -Dintarsia.rewrite=true} writes it anew.
 */
class QonnxWordsTest {

    private static final int MODELS =
            System.getProperty("intarsia.tests", "quick").equals("full") ? 2000 : 60;
    private static final int SAMPLES = 5;
    private static final String CASE = "qonnx-dense";
    private static final String SOURCE =
            "ONNX Runtime 1.29, of a QONNX network whose Quant nodes are written out; made by QonnxWordsTest";

    @Test
    void wordsAreThoseOfOnnxRuntime() throws OrtException {
        long words = 0;
        for (int seed = 0; seed < MODELS; seed++) {
            Random random = new Random(17L + 1_000_003L * seed);
            QonnxSketch sketch = QonnxSketch.random(random);
            ReadModel model = read(sketch);
            TypedRun run = new TypedRun(model);
            String input = model.graph().inputs().getFirst().name();
            try (RuntimeSession session = session(sketch)) {
                for (int i = 0; i < SAMPLES; i++) {
                    float[] numbers = sketch.sample(random);
                    Map<String, float[]> expected = session.run(numbers);
                    RealTensor x = RealTensor.owning(Shape.of(1, numbers.length), numbers);
                    Map<String, Tensor> found = run.tensors(Map.of(input, x));
                    words += compare(seed, expected.get("a/words"), (RawTensor) found.get("a/quantize"));
                    RealTensor output = (RealTensor) found.get("y");
                    for (int k = 0; k < output.shape().elements(); k++) {
                        assertEquals(expected.get("y")[k], output.at(k), "seed " + seed + ", output " + k);
                    }
                }
            }
        }
        System.out.println("COUNT words of " + MODELS + " QONNX networks in ONNX Runtime: " + words + ", different 0");
    }

    /** Numbers behind a Trunc: those of its definition, in float32. */
    @Test
    void truncIsThatOfItsDefinition() throws OrtException {
        int compared = 0;
        for (int seed = 0; seed < MODELS; seed++) {
            Random random = new Random(23L + 1_000_003L * seed);
            int bits = 4 + random.nextInt(8);
            float scale = (float) Math.exp(random.nextGaussian());
            byte[] file = new OnnxSketch(13)
                    .input("x", OnnxSketch.FLOAT, 1, 64)
                    .output("y", OnnxSketch.FLOAT, 1, 64)
                    .constant("scale", OnnxSketch.FLOAT, List.of(), scale)
                    .constant("zero", OnnxSketch.FLOAT, List.of(), random.nextInt(3))
                    .constant("bits", OnnxSketch.FLOAT, List.of(), bits)
                    .constant("left", OnnxSketch.FLOAT, List.of(), 1 + random.nextInt(bits))
                    .node("qonnx.custom_op.general", "Trunc", List.of("x", "scale", "zero", "bits", "left"), "y")
                    .bytes();
            float[] numbers = new float[64];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = scale * (random.nextInt(1 << bits) - (1 << bits - 1));
            }
            ReadModel read = OnnxReader.read(file, Path.of("trunc.onnx"));
            RealTensor x = RealTensor.owning(Shape.of(1, numbers.length), numbers);
            RealTensor found =
                    (RealTensor) new TypedRun(read).outputs(Map.of("x", x)).getFirst();
            Diagnostics diagnostics = new Diagnostics();
            OnnxModel model = OnnxFile.model(file, "trunc.onnx", diagnostics).orElseThrow();
            try (RuntimeSession session = new RuntimeSession(StandardQuant.file(model, Set.of()), "x", 1, 64)) {
                float[] expected = session.run(numbers).get("y");
                for (int i = 0; i < expected.length; i++) {
                    assertEquals(expected[i], found.at(i), "seed " + seed + ", number " + i);
                    compared++;
                }
            }
        }
        System.out.println("COUNT numbers behind Trunc in ONNX Runtime: " + compared + ", different 0");
    }

    private static long compare(int seed, float[] expected, RawTensor found) {
        assertEquals(expected.length, found.shape().elements());
        for (int i = 0; i < expected.length; i++) {
            assertEquals((long) expected[i], found.at(i), "seed " + seed + ", word " + i);
        }
        return expected.length;
    }

    private static ReadModel read(QonnxSketch sketch) {
        return OnnxReader.read(sketch.bytes(), Path.of("qonnx_dense.onnx"));
    }

    private static RuntimeSession session(QonnxSketch sketch) throws OrtException {
        Diagnostics diagnostics = new Diagnostics();
        OnnxModel model =
                OnnxFile.model(sketch.bytes(), "qonnx_dense.onnx", diagnostics).orElseThrow();
        diagnostics.stopOnErrors();
        return new RuntimeSession(StandardQuant.file(model, Set.of("q/words", "a/words")), "x", 1, sketch.inputs());
    }

    @Test
    void theCaseOfTheCorpusIsWhatOnnxRuntimeGives() throws IOException, OrtException {
        CorpusCase made = made();
        if (Boolean.getBoolean("intarsia.rewrite")) {
            made.write(CASE);
        }
        CorpusCase stored = CorpusCase.read(CASE);
        assertEquals(made.comments(), stored.comments());
        assertEquals(GraphPrinter.print(made.graph()), GraphPrinter.print(stored.graph()));
        assertEquals(made.inferences(), stored.inferences());
    }

    private static CorpusCase made() throws OrtException {
        QonnxSketch sketch = QonnxSketch.small();
        QuantizedGraph graph =
                new TypedRun(read(sketch)).program().orElseThrow().meaning();
        List<CorpusCase.Inference> inferences = new ArrayList<>();
        Random random = new Random(5);
        String input = graph.graph().inputs().getFirst().name();
        String output = graph.graph().outputs().getFirst();
        double worth = graph.graph().type(output).quantized().scale().at(0);
        try (RuntimeSession session = session(sketch)) {
            for (int i = 0; i < 4; i++) {
                Map<String, float[]> expected = session.run(sketch.sample(random));
                inferences.add(new CorpusCase.Inference(
                        List.of(words(graph, input, expected.get("q/words"), 1)),
                        Map.of(output, words(graph, output, expected.get("y"), worth))));
            }
        }
        return new CorpusCase(List.of(CorpusCase.sourceLine(SOURCE)), graph, inferences);
    }

    private static RawTensor words(QuantizedGraph graph, String tensor, float[] numbers, double worth) {
        long[] words = new long[numbers.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = (long) (numbers[i] / worth);
            assertEquals(numbers[i], words[i] * worth, "a whole number of steps");
        }
        return RawTensor.of(
                graph.graph().type(tensor).quantized().format(),
                graph.graph().type(tensor).shape().withoutFirst(),
                words);
    }

    @Test
    void everyEngineRunsTheCase() throws IOException {
        CorpusCase stored = CorpusCase.read(CASE);
        Program program = Lower.lower(stored.graph());
        int engines = 0;
        for (EngineKind engine : Engines.ALL) {
            Optional<Target> target =
                    Optional.<Target>of(TargetReader.accelerator("inlay16")).filter(t -> engine.needsTarget());
            if (!engine.quick()
                    || !engine.missing().isEmpty()
                    || !target.map(engine::takes).orElse(true)) {
                continue;
            }
            try (RunningEngine running = engine.prepare(program, target).get()) {
                for (CorpusCase.Inference inference : stored.inferences()) {
                    Map<String, RawTensor> found = new LinkedHashMap<>();
                    running.run(inference.inputs(), found::put);
                    inference
                            .expected()
                            .forEach((tensor, words) ->
                                    assertEquals(words, found.get(tensor), engine.name() + ": " + tensor));
                }
            }
            engines++;
        }
        System.out.println("COUNT engines that run the QONNX case of the corpus: " + engines);
        assertTrue(engines >= 4, "only " + engines + " engines");
    }
}
