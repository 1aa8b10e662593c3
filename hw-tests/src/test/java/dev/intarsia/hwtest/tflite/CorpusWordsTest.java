package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.corpus.CorpusCase;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.plan.SearchingPlanner;
import dev.intarsia.ir.type.RawTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of the corpus whose words are TensorFlow Lite's are what it gives now. {@code -Dintarsia.rewrite=true} writes them anew: read the
 * difference as you would read code.
 */
class CorpusWordsTest {

    private static final SequencedMap<String, ReferenceLayer> LAYERS = NamedLayers.all();
    private static final String SOURCE = "TensorFlow Lite 2.18, reference kernels; made by CorpusWordsTest";

    static List<String> names() {
        return List.copyOf(LAYERS.keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void storedWordsAreTheReferenceKernels(String name) throws IOException {
        CorpusCase made = make(LAYERS.get(name), name);
        if (Boolean.getBoolean("intarsia.rewrite")) {
            made.write(name);
        }
        CorpusCase stored = CorpusCase.read(name);
        assertEquals(made.comments(), stored.comments());
        assertEquals(GraphPrinter.print(made.graph()), GraphPrinter.print(stored.graph()));
        assertEquals(made.inferences(), stored.inferences());
    }

    private static CorpusCase make(ReferenceLayer layer, String name) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        List<CorpusCase.Inference> inferences = new ArrayList<>();
        try (ReferenceInterpreter interpreter = layer.interpreter()) {
            for (ReferenceLayer.Words kind : ReferenceLayer.Words.values()) {
                List<RawTensor> inputs = layer.inputs(kind, random);
                RawTensor words = layer.reference(interpreter, inputs);
                inferences.add(
                        new CorpusCase.Inference(inputs, Map.of(layer.node().name(), words)));
            }
        }
        List<String> comments = new ArrayList<>(List.of(CorpusCase.sourceLine(SOURCE)));
        for (String target : TargetReader.shipped()) {
            refusal(layer.graph(), target).ifPresent(message -> comments.add(CorpusCase.refusalLine(target, message)));
        }
        return new CorpusCase(comments, layer.graph(), inferences);
    }

    private static Optional<String> refusal(QuantizedGraph graph, String target) {
        Diagnostics diagnostics = new Diagnostics();
        try {
            new SearchingPlanner().plan(Lower.lower(graph), TargetReader.accelerator(target), diagnostics);
            return Optional.empty();
        } catch (InvalidInputException e) {
            return Optional.of(diagnostics.found().getFirst().message());
        }
    }
}
