package dev.intarsia.hwtest.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.engine.Engines;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.type.RawTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault that is planted in an engine is found, at its place, and is shown again by a small network. */
class PlantedFaultTest {

    private static final int VECTORS = 6;
    private static final int WORD_FAULTS = 100;
    private static final long SEED = 3;

    @TempDir
    private static Path folder;

    private static QuantizedGraph graph;
    private static Program program;

    @BeforeAll
    static void network() throws IOException {
        graph = SmallNetwork.quantized(folder);
        program = Lower.lower(graph);
    }

    private static List<RawTensor> vector(int sample) {
        return RandomVectors.vector(graph.graph(), SEED, sample);
    }

    private static Reference oracle() {
        return Reference.of("oracle", Engines.named("oracle").orElseThrow().prepare(program, Optional.empty()));
    }

    private static Verdict verdict(PlantedEngine engine) {
        return new Verification(program, oracle())
                .with("planted", engine.prepare(program, Optional.empty()))
                .run(VECTORS, PlantedFaultTest::vector, () -> {});
    }

    private static Map<String, RawTensor> words(int sample) {
        try (Reference.Words oracle = oracle().words().get()) {
            return new LinkedHashMap<>(oracle.of(sample, vector(sample)));
        }
    }

    @Test
    void anEngineWithoutAFaultIsEqual() {
        Verdict verdict = verdict(new PlantedEngine("none", p -> p, (tensor, words) -> words));
        assertTrue(verdict.allEqual());
        assertEquals(0, verdict.mismatches());
        assertEquals((long) VECTORS * graph.graph().nodes().size(), verdict.tensors());
        assertEquals(
                VECTORS
                        * words(0).values().stream()
                                .mapToLong(w -> w.shape().elements())
                                .sum(),
                verdict.words());
    }

    /** One bit of one word, anywhere: found at exactly this word, with both words, and nothing else is said to differ. */
    @Test
    void everyWrongWordIsFoundAtItsPlace() {
        Random random = new Random(11);
        Map<String, RawTensor> right = words(0);
        List<Node> nodes = graph.graph().nodes();
        for (int i = 0; i < WORD_FAULTS; i++) {
            String layer = nodes.get(random.nextInt(nodes.size())).name();
            int position = random.nextInt(right.get(layer).shape().elements());
            PlantedEngine engine = PlantedEngine.word(layer, position, random.nextInt(7));
            Verdict verdict = verdict(engine);
            Difference.Word first =
                    assertInstanceOf(Difference.Word.class, verdict.first().orElseThrow(), engine.fault());
            assertEquals(layer, first.tensor(), engine.fault());
            assertEquals(position, first.position(), engine.fault());
            assertEquals(position, position(right.get(layer), first.index()), engine.fault());
            assertEquals(0, first.sample());
            assertEquals(right.get(layer).at(position), first.expected());
            assertEquals(engine.words().of(layer, right.get(layer)).at(position), first.found());
            assertEquals(1, first.differing());
            assertEquals(VECTORS, verdict.mismatches(), "one word in each vector");
        }
        System.out.println("COUNT planted wrong words that verify placed exactly: " + WORD_FAULTS);
    }

    private static int position(RawTensor words, List<Integer> index) {
        int[] strides = words.shape().strides();
        int position = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            position += strides[axis] * index.get(axis);
        }
        return position;
    }

    /** The first layer that differs is the layer that is wrong, although everything after it differs, too. */
    @ParameterizedTest
    @CsvSource({"first, first.w", "second, second.w", "third, third.w", "last, last.w"})
    void aWrongWeightIsFoundInItsLayer(String layer, String parameter) {
        PlantedEngine engine = PlantedEngine.weight(layer, parameter);
        Verdict verdict = verdict(engine);
        assertEquals(layer, verdict.first().orElseThrow().tensor());
        againstACountByHand(engine, verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second", "third", "sum", "last"})
    void aWrongRoundingIsFoundInItsLayer(String layer) {
        PlantedEngine engine = PlantedEngine.rounding(layer);
        Verdict verdict = verdict(engine);
        assertEquals(layer, verdict.first().orElseThrow().tensor());
        againstACountByHand(engine, verdict);
    }

    /** Counts and the first word, worked out in another way. */
    private static void againstACountByHand(PlantedEngine engine, Verdict verdict) {
        long mismatches = 0;
        String first = null;
        for (int sample = 0; sample < VECTORS; sample++) {
            Map<String, RawTensor> right = words(sample);
            Map<String, RawTensor> wrong = new LinkedHashMap<>();
            engine.prepare(program, Optional.empty()).get().run(vector(sample), wrong::put);
            for (Node node : graph.graph().nodes()) {
                for (int i = 0; i < right.get(node.name()).shape().elements(); i++) {
                    long expected = right.get(node.name()).at(i);
                    long found = wrong.get(node.name()).at(i);
                    if (expected != found) {
                        mismatches++;
                        first = first != null
                                ? first
                                : sample + " " + node.name() + " " + i + " " + expected + " " + found;
                    }
                }
            }
        }
        Difference.Word word =
                assertInstanceOf(Difference.Word.class, verdict.first().orElseThrow());
        assertEquals(mismatches, verdict.mismatches());
        assertEquals(
                first,
                word.sample() + " " + word.tensor() + " " + word.position() + " " + word.expected() + " "
                        + word.found());
    }

    @Test
    void aTensorThatIsNotShownIsADifference() {
        Verdict verdict = verdict(PlantedEngine.silent("pool"));
        assertEquals(
                new Difference.NotShown("planted", 0, "pool"), verdict.first().orElseThrow());
        assertEquals((long) VECTORS * words(0).get("pool").shape().elements(), verdict.mismatches());
    }

    @Test
    void anEngineThatBreaksDownIsADifference() {
        Verdict verdict = verdict(PlantedEngine.broken("third"));
        Difference.Failed failed =
                assertInstanceOf(Difference.Failed.class, verdict.first().orElseThrow());
        assertEquals("third", failed.tensor());
        assertTrue(failed.failure().contains("planted breakdown"), failed.failure());
    }

    /** The trace ends with the word, and starts with what it is made of. */
    @Test
    void theTraceEndsWithTheWord() {
        Map<String, RawTensor> words = words(5);
        words.put("image", vector(5).getFirst());
        for (Node node : graph.graph().nodes()) {
            for (int position : new int[] {0, words.get(node.name()).shape().elements() - 1}) {
                List<WordTrace.Step> steps =
                        WordTrace.of(program, node.name(), words, position).steps();
                assertFalse(steps.isEmpty(), node.name());
                assertEquals(
                        words.get(node.name()).at(position), steps.getLast().value(), node.name());
            }
        }
        assertEquals(
                dot(words, 2),
                WordTrace.of(program, "last", words, 2).steps().stream()
                        .filter(step -> step.text().equals("acc"))
                        .findFirst()
                        .orElseThrow()
                        .value());
    }

    /** The accumulator of the dense layer, worked out here. */
    private static long dot(Map<String, RawTensor> words, int channel) {
        RawTensor weights = graph.graph().constant("last.w").orElseThrow().raw();
        RawTensor x = words.get("flat");
        long zero = graph.graph().type("flat").quantized().zeroPoint();
        long sum = graph.graph().constant("last.b").orElseThrow().raw().at(channel);
        for (int i = 0; i < x.shape().elements(); i++) {
            sum += (x.at(i) - zero) * weights.at(channel * x.shape().elements() + i);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({
        "weight, first, first.w",
        "weight, second, second.w",
        "weight, last, last.w",
        "rounding, first, ",
        "rounding, third, ",
        "rounding, sum, ",
        "broken, second, ",
        "silent, pool, ",
    })
    void aFaultIsShownAgainByASmallNetwork(String fault, String layer, String parameter) {
        PlantedEngine engine = switch (fault) {
            case "weight" -> PlantedEngine.weight(layer, parameter);
            case "rounding" -> PlantedEngine.rounding(layer);
            case "broken" -> PlantedEngine.broken(layer);
            case String silent -> PlantedEngine.silent(layer);
        };
        Difference first = verdict(engine).first().orElseThrow();
        Diagnosis diagnosis = Diagnosis.of(
                graph, new Participant(engine, Optional.empty()), vector(first.sample()), words(first.sample()), first);
        assertTrue(diagnosis.shrunk());
        QuantizedGraph small = diagnosis.reproducer().graph();
        assertEquals(
                List.of(layer),
                small.graph().nodes().stream().map(Node::name).toList(),
                "only the layer at fault is left");
        assertTrue(size(small) < size(graph) / 2, size(small) + " of " + size(graph) + " words are left");
        Program again = Lower.lower(small);
        GoldenPack pack = diagnosis.reproducer();
        Verdict replayed = new Verification(again, pack.reference())
                .with("planted", engine.prepare(again, Optional.empty()))
                .with("oracle", Engines.named("oracle").orElseThrow().prepare(again, Optional.empty()))
                .run(1, pack.inputs()::get, () -> {});
        assertEquals(1, replayed.tallies().get(0).failedSamples(), "the fault is there again");
        assertEquals(0, replayed.tallies().get(1).mismatches(), "and the oracle has the recorded words");
    }

    private static int size(QuantizedGraph graph) {
        return graph.graph().inputs().stream()
                        .mapToInt(i -> i.type().shape().elements())
                        .sum()
                + graph.graph().constants().stream()
                        .mapToInt(c -> c.type().shape().elements())
                        .sum();
    }
}
