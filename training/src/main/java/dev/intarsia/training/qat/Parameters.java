package dev.intarsia.training.qat;

import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.quantize.NodeChoice;
import dev.intarsia.ir.quantize.QuantizationPlan;
import dev.intarsia.ir.type.Quantized;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Everything that is learned of a network: weights and biases as real numbers, a scale for each channel of weights, and a scale for each result of a
 * sum. Zero points and widths stay what they were.
 */
final class Parameters {

    /** Scales move by this share of what weights move by in steps. */
    private static final double SCALE_SHARE = 0.25;

    /** The parameters of one sum of products. */
    record Sum(String node, String weights, Optional<String> bias) {}

    private final SequencedMap<String, Sum> sums = new LinkedHashMap<>();
    private final SequencedMap<String, Parameter> all = new LinkedHashMap<>();

    private Parameters() {}

    /** Those that a plan begins with. */
    static Parameters of(Graph graph, QuantizationPlan plan) {
        Parameters parameters = new Parameters();
        for (Node node : graph.nodes()) {
            if (plan.nodes().get(node.name()) instanceof NodeChoice.Compute(NodeArithmetic arithmetic)
                    && node.op() instanceof Quantizable op) {
                switch (op.form()) {
                    case ACCUMULATE -> parameters.sum(graph, plan, node);
                    case ADD, SUBTRACT -> parameters.result(plan, node.name());
                    case AVERAGE, BOUND, RESCALE, SOFTMAX, LOG_SOFTMAX, MOVE, MULTIPLY, MEAN, SLOPES, TABLE, PLACE -> {}
                }
            }
        }
        return parameters;
    }

    private void sum(Graph graph, QuantizationPlan plan, Node node) {
        Constant weights = graph.constant(node.operands().get(1)).orElseThrow();
        Optional<Constant> bias = node.operands().stream()
                .skip(2)
                .findFirst()
                .map(name -> graph.constant(name).orElseThrow());
        Quantized element = plan.tensors().get(weights.name());
        double[] scales = scales(element, weights.type().shape().size(0));
        int taps = weights.type().shape().elements() / scales.length;
        double[] values = new double[taps * scales.length];
        double[] units = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            units[i] = scales[i / taps];
            values[i] = start(plan, weights, i, units[i]);
        }
        all.put(weights.name(), new Parameter(values, units, false));
        all.put(
                scaleOf(weights.name()),
                Parameter.scales(element.scale().isPerTensor() ? scales(element, 1) : scales, SCALE_SHARE));
        bias.ifPresent(b -> {
            double[] biases = new double[b.type().shape().elements()];
            Quantized sum = plan.tensors().get(b.name());
            Arrays.setAll(
                    biases, k -> start(plan, b, k, sum.scale().at(sum.scale().isPerTensor() ? 0 : k)));
            double[] steps = new double[biases.length];
            Arrays.fill(steps, plan.tensors().get(node.name()).scale().at(0));
            all.put(b.name(), new Parameter(biases, steps, false));
        });
        sums.put(node.name(), new Sum(node.name(), weights.name(), bias.map(Constant::name)));
        result(plan, node.name());
    }

    /** The real weight or bias, or where the plan chose another word than the nearest one, that word's: training begins with the plan's words. */
    private static double start(QuantizationPlan plan, Constant constant, int i, double scale) {
        double real = constant.real().at(i);
        if (!plan.words().containsKey(constant.name())) {
            return real;
        }
        long word = plan.words(constant).at(i);
        boolean near = Math.abs((float) (real / scale) - word) < 0.5f; // words are rounded from float32 numbers
        return near ? real : scale * word;
    }

    private static double[] scales(Quantized element, int channels) {
        double[] scales = new double[channels];
        Arrays.setAll(scales, k -> element.scale().at(element.scale().isPerTensor() ? 0 : k));
        return scales;
    }

    private void result(QuantizationPlan plan, String node) {
        all.put(
                scaleOf(node),
                Parameter.scales(new double[] {plan.tensors().get(node).scale().at(0)}, SCALE_SHARE));
    }

    /** The name under which the scale of a tensor is learned. */
    static String scaleOf(String tensor) {
        return tensor + " scale";
    }

    /** Those of the sums of products, by their nodes. */
    SequencedMap<String, Sum> sums() {
        return sums;
    }

    /** All, by their names. */
    SequencedMap<String, Parameter> all() {
        return all;
    }

    Parameter get(String name) {
        return all.get(name);
    }

    /** The scale of a tensor, if it is learned. */
    Optional<Parameter> scale(String tensor) {
        return Optional.ofNullable(all.get(scaleOf(tensor)));
    }
}
