package dev.intarsia.cli;

import dev.intarsia.cli.loss.AccumulatorProbe;
import dev.intarsia.cli.size.AccumulatorKind;
import dev.intarsia.cli.size.Datapath;
import dev.intarsia.cli.size.Key;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RawTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/** What {@code size} should give, by the oracle: the accumulators of a point are in the graph itself. */
final class SizedByOracle {

    private SizedByOracle() {}

    /** The same network with the accumulators that a point asks for, in the graph itself. */
    static QuantizedGraph withAccumulators(QuantizedGraph graph, Datapath point) {
        Graph g = graph.graph();
        List<Node> nodes = g.nodes().stream()
                .map(node -> node.arithmetic().orElseThrow()
                                instanceof NodeArithmetic.Accumulate(Accumulation a, var output, var clamp)
                        ? new Node(
                                node.name(),
                                node.op(),
                                node.operands(),
                                node.type(),
                                Optional.of(new NodeArithmetic.Accumulate(accumulation(point, node), output, clamp)),
                                node.location())
                        : node)
                .toList();
        return new QuantizedGraph(new Graph(g.name(), g.inputs(), g.constants(), nodes, g.outputs()), graph.profile());
    }

    private static Accumulation accumulation(Datapath point, Node node) {
        int bits = Integer.parseInt(own(point, Key.ACCUMULATOR, node.name()));
        return AccumulatorKind.parse(own(point, Key.OVERFLOW, node.name()))
                .orElseThrow()
                .of(bits);
    }

    private static String own(Datapath point, Key key, String layer) {
        return point.own().stream()
                .filter(s -> s.key() == key && s.layer().equals(layer))
                .map(Datapath.Setting::value)
                .findFirst()
                .orElseGet(() -> point.of(key).orElseThrow());
    }

    /** The share of samples that are answered right. */
    static double accuracy(QuantizedGraph graph, Dataset data) {
        Samples samples = Samples.of(data, graph.graph());
        return Runs.score(Runs.oracle(Pipeline.lower(graph), samples, Progress.NONE), samples)
                .orElseThrow()
                .accuracy();
    }

    /**
     * How many finished sums are not the exact sums of the words that their layer has read. Each counts once, however many of its additions
     * overflowed.
     *
     * @param run the network whose inferences give these words
     * @param graph the network whose accumulators are looked at
     */
    static long changedSums(QuantizedGraph run, QuantizedGraph graph, Dataset data) {
        Program program = Pipeline.lower(run);
        Samples samples = Samples.of(data, graph.graph());
        long changed = 0;
        for (int sample = 0; sample < samples.size(); sample++) {
            Map<String, RawTensor> tensors = Pipeline.oracleTensors(program, samples.words(sample));
            for (QuantizedNode node : graph.quantizedNodes()) {
                if (node.arithmetic() instanceof NodeArithmetic.Accumulate(Accumulation own, var output, var clamp)) {
                    RawTensor exact = sums(node.withAccumulation(new Accumulation.Wrap(IntFormat.I64)), tensors);
                    LongPredicate isChanged = own instanceof Accumulation.SaturateChunk
                            ? changed(exact, sums(node, tensors))
                            : i -> !own.format().contains(exact.at((int) i));
                    changed += LongStream.range(0, exact.shape().elements())
                            .filter(isChanged)
                            .count();
                }
            }
        }
        return changed;
    }

    private static LongPredicate changed(RawTensor exact, RawTensor held) {
        return i -> held.at((int) i) != exact.at((int) i);
    }

    private static RawTensor sums(QuantizedNode node, Map<String, RawTensor> tensors) {
        Kernel probe = AccumulatorProbe.of(node.node().op().lower(node)).orElseThrow();
        return Pipeline.oracle(probe, tensors).get(node.name());
    }
}
