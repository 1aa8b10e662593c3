package dev.intarsia.cli.loss;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Samples;
import dev.intarsia.ir.diagnostic.Derived;
import dev.intarsia.ir.graph.AffinePerChannel;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.pass.FoldBatchNorm;
import dev.intarsia.ir.type.RealTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * What folding batch normalization, or another map of channels, into weights did to the real numbers of each layer: both graphs run on the same samples, and
 * the results of the folded layers are compared. Weights and biases are rounded to float32 when they are folded, so the numbers are not quite the same.
 */
final class FoldErrors {

    private final Graph before;
    private final Graph after;
    /** For each folded layer the tensor that it gave before. */
    private final SequencedMap<String, String> folded = new LinkedHashMap<>();

    /**
     * Finds the folded layers.
     *
     * @param before the graph as it was read
     * @param after the same simplified, with nothing else done to it
     */
    FoldErrors(Graph before, Graph after) {
        this.before = before;
        this.after = after;
        for (Node node : after.nodes()) {
            if (isFolded(after, node) && before.node(node.name()).isPresent()) {
                folded.put(node.name(), resultBefore(node.name()));
            }
        }
    }

    private static boolean isFolded(Graph graph, Node node) {
        return node.operands().size() > 1
                && graph.constant(node.operands().get(1))
                        .filter(weights -> weights.location() instanceof Derived derived
                                && derived.pass().equals(new FoldBatchNorm().name()))
                        .isPresent();
    }

    /** The last of the maps that followed a layer and are gone. */
    private String resultBefore(String layer) {
        String result = layer;
        boolean goesOn = true;
        while (goesOn) {
            List<Node> readers = before.readers(result);
            goesOn = readers.size() == 1
                    && readers.getFirst().op() instanceof AffinePerChannel
                    && after.node(readers.getFirst().name()).isEmpty();
            result = goesOn ? readers.getFirst().name() : result;
        }
        return result;
    }

    /**
     * The root mean square of what each folded layer's results differ by, in units of the real numbers; nothing for layers that were not folded.
     *
     * @param samples for either graph
     */
    Map<String, Double> measure(Samples samples) {
        if (folded.isEmpty()) {
            return Map.of();
        }
        List<Map<String, double[]>> found = IntStream.range(0, samples.size())
                .parallel()
                .mapToObj(i -> squares(samples.real(i)))
                .toList();
        Map<String, Double> roots = new LinkedHashMap<>();
        for (String layer : folded.keySet()) {
            double sum = 0;
            double count = 0;
            for (Map<String, double[]> sample : found) { // in one order
                sum += sample.get(layer)[0];
                count += sample.get(layer)[1];
            }
            roots.put(layer, Math.sqrt(sum / count));
        }
        return roots;
    }

    /** Of each folded layer the sum of the squares of its differences, and how many there are. */
    private Map<String, double[]> squares(List<RealTensor> inputs) {
        Map<String, RealTensor> whole = Pipeline.realTensors(before, inputs);
        Map<String, RealTensor> joined = Pipeline.realTensors(after, inputs);
        Map<String, double[]> squares = new LinkedHashMap<>();
        folded.forEach((layer, result) -> {
            RealTensor exact = whole.get(result);
            RealTensor own = joined.get(layer);
            double sum = 0;
            for (int i = 0; i < own.shape().elements(); i++) {
                double off = (double) own.at(i) - exact.at(i);
                sum += off * off;
            }
            squares.put(layer, new double[] {sum, own.shape().elements()});
        });
        return squares;
    }
}
