package dev.intarsia.cli.size;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.range.RangeAnalysis;
import dev.intarsia.simulator.lanes.BatchTable;
import dev.intarsia.simulator.lanes.BatchWords;
import dev.intarsia.simulator.layerwise.BatchKernel;
import dev.intarsia.simulator.layerwise.SumLayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The different layers of many quantizations of one network, each made ready to run once. Two layers are one if they give the same words from
 * the same operands, whatever their accumulators: those are looked at apart.
 */
final class Layers {

    /** In so many bits every sum is exact. */
    static final int WHOLE = IntFormat.I64.bits();

    /**
     * A layer.
     *
     * @param node what it is, with sums that keep every bit
     * @param sum the layer as a sum of products, where it is one
     * @param words what becomes of its sums
     * @param kernel the layer otherwise
     * @param table the same looked up, where that is worth it
     * @param provedBits the narrowest signed accumulator that no input of the layer can overflow; empty for other layers
     */
    record Layer(
            QuantizedNode node,
            Optional<SumLayer> sum,
            Optional<BatchWords> words,
            BatchKernel kernel,
            Optional<BatchTable> table,
            Optional<Integer> provedBits) {}

    /**
     * A quantization.
     *
     * @param graph the network
     * @param input which input type of all it has
     * @param layers which layer of all each of its nodes is
     */
    record Network(QuantizedGraph graph, int input, int[] layers) {}

    private final int samples;
    private final Map<QuantizedNode, Integer> numbers = new HashMap<>();
    private final List<Layer> layers = new ArrayList<>();
    private final Map<Input, Integer> inputNumbers = new HashMap<>();
    private final List<Graph> inputs = new ArrayList<>();

    /** @param samples how many samples each will be run on */
    Layers(int samples) {
        this.samples = samples;
    }

    /** Looks a quantization's layers up, and makes those ready that are new. Any thread may. */
    Network network(QuantizedGraph graph) {
        List<QuantizedNode> nodes = graph.quantizedNodes();
        int[] found = new int[nodes.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = number(nodes.get(i).withAccumulation(new Accumulation.Wrap(IntFormat.I64)));
        }
        return new Network(graph, input(graph.graph()), found);
    }

    private int input(Graph graph) {
        synchronized (inputNumbers) {
            return inputNumbers.computeIfAbsent(graph.inputs().getFirst(), input -> {
                inputs.add(graph);
                return inputs.size() - 1;
            });
        }
    }

    private int number(QuantizedNode node) {
        synchronized (numbers) {
            Integer known = numbers.get(node);
            if (known != null) {
                return known;
            }
        }
        var ranges = WidthCertificate.ranges(node);
        Optional<SumLayer> sum = SumLayer.of(node);
        Layer made = new Layer(
                node,
                sum,
                sum.map(layer -> BatchWords.of(layer, node)),
                new BatchKernel(node.node().op().lower(node)),
                sum.isPresent()
                        ? Optional.empty()
                        : BatchTable.of(node, (long) node.shape().elements() * samples),
                ranges.isEmpty() ? Optional.empty() : Optional.of(RangeAnalysis.neededBits(ranges)));
        synchronized (numbers) {
            return numbers.computeIfAbsent(node, n -> {
                layers.add(made);
                return layers.size() - 1;
            });
        }
    }

    Layer layer(int number) {
        synchronized (numbers) {
            return layers.get(number);
        }
    }

    /** How many different layers there are. */
    int count() {
        synchronized (numbers) {
            return layers.size();
        }
    }

    /** A graph that has an input of this number. */
    Graph withInput(int number) {
        synchronized (inputNumbers) {
            return inputs.get(number);
        }
    }
}
