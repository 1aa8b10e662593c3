package dev.intarsia.training.qat;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.quantize.QuantizationPlan;
import dev.intarsia.ir.quantize.weights.SumLimit;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Words with which no sum can leave its accumulator, whatever the input. Where the nearest words of a channel could, all its weights are drawn toward 0 by
 * the least threshold with which they cannot, and rounded to the nearest word: the projection on a ball of the norm that bounds the sum, after Colbert et al., "A2Q+:
 * Improving accumulator-aware weight quantization", 2024, with the exact bound in the norm's place.
 */
final class FitSums {

    private static final int BISECTIONS = 24;

    private final IntFormat sums;
    private final Map<String, RawTensor> words = new LinkedHashMap<>();
    private final Map<String, boolean[]> projected = new HashMap<>();

    FitSums(Graph graph, QuantizationPlan plan, IntFormat sums, Parameters parameters) {
        this.sums = sums;
        for (Parameters.Sum sum : parameters.sums().values()) {
            fit(graph, plan, graph.node(sum.node()).orElseThrow());
        }
    }

    /** The words of weights and biases that are not the nearest ones. */
    Map<String, RawTensor> words() {
        return words;
    }

    /** Which channels were changed, by the name of their weights. */
    Map<String, boolean[]> projected() {
        return projected;
    }

    private void fit(Graph graph, QuantizationPlan plan, Node node) {
        Quantized input = plan.tensors().get(plan.resultOf(node.operands().getFirst()));
        Constant weights = graph.constant(node.operands().get(1)).orElseThrow();
        Quantized element = plan.tensors().get(weights.name());
        long[] chosen = plan.words(weights).toArray();
        int channels = weights.type().shape().size(0);
        int taps = chosen.length / channels;
        boolean[] changed = new boolean[channels];
        long[] biases = new long[channels];
        if (node.operands().size() > 2) {
            Constant bias = graph.constant(node.operands().get(2)).orElseThrow();
            biases = plan.words(bias).toArray();
            for (int k = 0; k < channels; k++) {
                biases[k] = Overflow.SATURATE.narrow(biases[k], sums);
            }
            words.put(
                    bias.name(),
                    RawTensor.owning(
                            plan.tensors().get(bias.name()).format(),
                            bias.type().shape(),
                            biases.clone()));
        }
        long[] starts = biases;
        IntStream.range(0, channels).parallel().forEach(k -> {
            SumLimit limit = new SumLimit(
                    input.format().min() - input.zeroPoint(),
                    input.format().max() - input.zeroPoint(),
                    sums.min() - starts[k],
                    sums.max() - starts[k]);
            long[] own = Arrays.copyOfRange(chosen, k * taps, (k + 1) * taps);
            if (!limit.holds(own)) {
                changed[k] = true;
                double scale = element.scale().at(element.scale().isPerTensor() ? 0 : k);
                double[] steps = new double[taps];
                Arrays.setAll(
                        steps,
                        t -> Math.clamp(
                                weights.real().at(k * taps + t) / scale,
                                element.format().min(),
                                element.format().max()));
                System.arraycopy(project(steps, limit), 0, chosen, k * taps, taps);
            }
        });
        projected.put(weights.name(), changed);
        words.put(
                weights.name(),
                RawTensor.owning(element.format(), weights.type().shape(), chosen));
    }

    private static long[] project(double[] steps, SumLimit limit) {
        double low = 0;
        double high = Arrays.stream(steps).map(Math::abs).max().orElse(0);
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (limit.holds(shrunk(steps, middle))) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return shrunk(steps, high);
    }

    private static long[] shrunk(double[] steps, double threshold) {
        long[] words = new long[steps.length];
        for (int t = 0; t < words.length; t++) {
            words[t] = (long) (Math.signum(steps[t]) * Math.floor(Math.max(0, Math.abs(steps[t]) - threshold) + 0.5));
        }
        return words;
    }
}
