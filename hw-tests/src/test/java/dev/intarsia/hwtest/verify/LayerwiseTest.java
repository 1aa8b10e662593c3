package dev.intarsia.hwtest.verify;

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
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.layerwise.Layerwise;
import dev.intarsia.simulator.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole layers as arrays give the oracle's words, with accumulators of every kind. */
class LayerwiseTest {

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

    /** Accumulators of every width and kind: the rerun from the first layer gives what the oracle gives for a network that says so. */
    @Test
    void rerunsGiveTheOraclesWordsForNarrowAccumulators() throws IOException {
        QuantizedGraph graph = SmallNetwork.quantized(folder);
        Layerwise network = Layerwise.of(Lower.lower(graph));
        int changed = 0;
        for (int bits = 9; bits <= 20; bits++) {
            IntFormat format = new IntFormat(true, bits);
            for (Accumulation accumulation : List.of(
                    new Accumulation.Wrap(format),
                    new Accumulation.SaturateEnd(format),
                    new Accumulation.SaturateChunk(format, 4))) {
                Program other = Lower.lower(with(graph, accumulation));
                for (int sample = 2; sample < 6; sample++) {
                    List<RawTensor> inputs = RandomVectors.vector(graph.graph(), 5, sample);
                    Map<String, RawTensor> exact = network.exact(inputs, (layer, sums) -> {});
                    Map<String, RawTensor> found = network.rerun(exact, 0, accumulation, layer -> false);
                    Map<String, RawTensor> expected = new LinkedHashMap<>();
                    new Oracle().run(other, inputs, expected::put);
                    expected.forEach((tensor, words) ->
                            assertEquals(words, found.get(tensor), accumulation.text() + ", " + tensor));
                    changed += found.equals(exact) ? 0 : 1;
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
