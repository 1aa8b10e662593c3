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
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;

/**
 * Words with which no sum can leave its accumulator, whatever the input. Where the nearest words of a channel could, all its weights are drawn toward 0 by
 * the least threshold with which they cannot (where an input is never below its zero point, those above and those below 0 by one of their own), and rounded to the nearest word: the projection on a ball of the norm that bounds the sum, after Colbert et al., "A2Q+:
 * Improving accumulator-aware weight quantization", 2024, with the exact bound in the norm's place.
 */
final class FitSums {

    private static final int BISECTIONS = 24;

    private final IntFormat sums;
    private final Map<String, RawTensor> words = new LinkedHashMap<>();
    private final Map<String, Projection> projected = new HashMap<>();

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

    /** How far weights were drawn, by their name. */
    Map<String, Projection> projected() {
        return projected;
    }

    private void fit(Graph graph, QuantizationPlan plan, Node node) {
        Quantized input = plan.tensors().get(plan.resultOf(node.operands().getFirst()));
        Constant weights = graph.constant(node.operands().get(1)).orElseThrow();
        Quantized element = plan.tensors().get(weights.name());
        long[] chosen = plan.words(weights).toArray();
        int channels = weights.type().shape().size(0);
        int taps = chosen.length / channels;
        double[] positive = new double[channels];
        double[] negative = new double[channels];
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
                double scale = element.scale().at(element.scale().isPerTensor() ? 0 : k);
                double[] steps = new double[taps];
                Arrays.setAll(
                        steps,
                        t -> Math.clamp(
                                weights.real().at(k * taps + t) / scale,
                                element.format().min(),
                                element.format().max()));
                Thresholds drawn = project(steps, limit);
                positive[k] = drawn.positive;
                negative[k] = drawn.negative;
                System.arraycopy(shrunk(steps, drawn), 0, chosen, k * taps, taps);
            }
        });
        projected.put(weights.name(), new Projection(positive, negative));
        words.put(
                weights.name(),
                RawTensor.owning(element.format(), weights.type().shape(), chosen));
    }

    /** How far the weights above and below 0 are drawn. */
    private record Thresholds(double positive, double negative) {}

    /** The least thresholds: each sign's own where only it moves an end of the sum, else one for both. */
    private static Thresholds project(double[] steps, SumLimit limit) {
        double most = Arrays.stream(steps).map(Math::abs).max().orElse(0);
        if (limit.least() == 0 || limit.greatest() == 0) {
            double positive = least(most, t -> limit.holds(shrunk(steps, new Thresholds(t, most))));
            double negative = least(most, t -> limit.holds(shrunk(steps, new Thresholds(most, t))));
            return new Thresholds(positive, negative);
        }
        double both = least(most, t -> limit.holds(shrunk(steps, new Thresholds(t, t))));
        return new Thresholds(both, both);
    }

    private static double least(double most, DoublePredicate holds) {
        if (holds.test(0)) {
            return 0;
        }
        double low = 0;
        double high = most;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (holds.test(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private static long[] shrunk(double[] steps, Thresholds drawn) {
        long[] words = new long[steps.length];
        for (int t = 0; t < words.length; t++) {
            double threshold = steps[t] > 0 ? drawn.positive : drawn.negative;
            words[t] = (long) (Math.signum(steps[t]) * Math.floor(Math.max(0, Math.abs(steps[t]) - threshold) + 0.5));
        }
        return words;
    }
}
