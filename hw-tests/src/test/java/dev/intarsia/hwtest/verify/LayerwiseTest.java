package dev.intarsia.hwtest.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.lanes.BatchWords;
import dev.intarsia.simulator.layerwise.Batch;
import dev.intarsia.simulator.layerwise.BatchKernel;
import dev.intarsia.simulator.layerwise.Layerwise;
import dev.intarsia.simulator.layerwise.SumLayer;
import dev.intarsia.simulator.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole layers as arrays give the oracle's words, with accumulators of every kind. */
class LayerwiseTest {

    /** More than eight vectors of floats, one more, and a rest. */
    private static final int TOGETHER = 77;

    @TempDir
    private Path folder;

    /** Every network of the corpus that ships: all kinds of sums, widths, groups, strides, paddings, accumulators. */
    @Test
    void givesTheOraclesWordsOnTheCorpus() throws IOException {
        int sums = 0;
        List<Path> models;
        try (var cases = Files.walk(Path.of("..", "corpus"))) {
            models = cases.filter(file -> file.endsWith("model.inta")).sorted().toList();
        }
        for (Path model : models) {
            Optional<QuantizedGraph> graph = ModelReader.read(model).quantized();
            if (graph.isPresent()) {
                sums += agrees(graph.get(), model.toString());
            }
        }
        assertTrue(sums >= 20, sums + " layers of the corpus are sums");
    }

    private static int agrees(QuantizedGraph graph, String name) {
        Program program = Lower.lower(graph);
        Layerwise network = Layerwise.of(program);
        for (int sample = 0; sample < 6; sample++) {
            List<RawTensor> inputs = RandomVectors.vector(graph.graph(), 5, sample);
            Map<String, RawTensor> expected = new LinkedHashMap<>();
            new Oracle().run(program, inputs, expected::put);
            Map<String, RawTensor> found = network.run(inputs);
            expected.forEach((tensor, words) -> assertEquals(words, found.get(tensor), name + ", " + tensor));
        }
        int sums = 0;
        for (int layer = 0; layer < network.layers(); layer++) {
            sums += network.sum(layer).isPresent() ? 1 : 0;
        }
        return sums;
    }

    /** Several inferences side by side, every layer by itself: as a kernel, and where it is one as a sum of products. */
    @Test
    void batchesGiveTheOraclesWordsOnTheCorpus() throws IOException {
        int layers = 0;
        List<Path> models;
        try (var cases = Files.walk(Path.of("..", "corpus"))) {
            models = cases.filter(file -> file.endsWith("model.inta")).sorted().toList();
        }
        for (Path model : models) {
            Optional<QuantizedGraph> graph = ModelReader.read(model).quantized();
            if (graph.isPresent() && graph.get().graph().inputs().size() == 1) {
                layers += agreesTogether(graph.get(), model.toString());
            }
        }
        layers += agreesTogether(SmallNetwork.quantized(folder), "small");
        assertTrue(layers >= 40, layers + " layers");
    }

    private static int agreesTogether(QuantizedGraph graph, String name) {
        Program program = Lower.lower(graph);
        Map<String, List<RawTensor>> tensors = new LinkedHashMap<>();
        for (int sample = 0; sample < 5; sample++) {
            List<RawTensor> inputs = RandomVectors.vector(graph.graph(), 5, sample);
            tensors.computeIfAbsent(graph.graph().inputs().getFirst().name(), n -> new ArrayList<>())
                    .add(inputs.getFirst());
            new Oracle()
                    .run(
                            program,
                            inputs,
                            (tensor, words) -> tensors.computeIfAbsent(tensor, n -> new ArrayList<>())
                                    .add(words));
        }
        tensors.replaceAll((tensor, words) -> IntStream.range(0, TOGETHER)
                .mapToObj(i -> words.get(i % words.size()))
                .toList());
        int layers = 0;
        for (QuantizedNode node : graph.quantizedNodes()) {
            Batch expected = Batch.of(tensors.get(node.name()));
            Batch found = new BatchKernel(node.node().op().lower(node)).run(t -> Batch.of(tensors.get(t)));
            assertArrayEquals(expected.words(), found.words(), name + ", " + node.name());
            if (SumLayer.of(node).isPresent()) {
                SumLayer sum = SumLayer.of(node).get();
                Batch x = Batch.of(tensors.get(sum.input()));
                Accumulation own = ((NodeArithmetic.Accumulate) node.arithmetic()).accumulation();
                long[] exact = sum.exact(x);
                Batch words = sum.words(sum.accumulate(x, exact, own), x.samples());
                assertArrayEquals(expected.words(), words.words(), name + ", " + node.name() + " as a sum");
                assertArrayEquals(
                        sum.words(exact, x.samples()).words(),
                        BatchWords.of(sum, node.withAccumulation(new Accumulation.Wrap(IntFormat.I64)))
                                .of(exact, x.samples())
                                .words(),
                        name + ", " + node.name() + " by lines");
            }
            layers++;
        }
        return layers;
    }

    /** Accumulators of every width and kind give the oracle's words for a network that says so. */
    @Test
    void narrowAccumulatorsGiveTheOraclesWords() throws IOException {
        QuantizedGraph graph = SmallNetwork.quantized(folder);
        Layerwise exact = Layerwise.of(Lower.lower(graph));
        int changed = 0;
        for (int bits = 9; bits <= 20; bits++) {
            IntFormat format = new IntFormat(true, bits);
            for (Accumulation accumulation : List.of(
                    new Accumulation.Wrap(format),
                    new Accumulation.SaturateEnd(format),
                    new Accumulation.SaturateChunk(format, 4))) {
                QuantizedGraph other = with(graph, accumulation);
                agreesTogether(other, accumulation.text());
                Layerwise narrow = Layerwise.of(Lower.lower(other));
                for (int sample = 2; sample < 6; sample++) {
                    List<RawTensor> inputs = RandomVectors.vector(graph.graph(), 5, sample);
                    Map<String, RawTensor> found = narrow.run(inputs);
                    Map<String, RawTensor> expected = new LinkedHashMap<>();
                    new Oracle().run(Lower.lower(other), inputs, expected::put);
                    expected.forEach((tensor, words) ->
                            assertEquals(words, found.get(tensor), accumulation.text() + ", " + tensor));
                    changed += found.equals(exact.run(inputs)) ? 0 : 1;
                }
            }
        }
        assertTrue(changed > 50, changed + " inferences were changed by a narrow accumulator");
    }

    private static QuantizedGraph with(QuantizedGraph whole, Accumulation accumulation) {
        Graph graph = whole.graph();
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            nodes.add(
                    node.arithmetic().orElseThrow() instanceof NodeArithmetic.Accumulate sum
                            ? new Node(
                                    node.name(),
                                    node.op(),
                                    node.operands(),
                                    node.type(),
                                    Optional.of(new NodeArithmetic.Accumulate(accumulation, sum.output(), sum.clamp())),
                                    node.location())
                            : node);
        }
        return new QuantizedGraph(
                new Graph(graph.name(), graph.inputs(), graph.constants(), nodes, graph.outputs()), whole.profile());
    }
}
