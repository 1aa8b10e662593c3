package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.quantize.TensorError.Cause;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the words of a quantized graph with the real numbers of the graph that it was made from, image by image, and says of each
 * layer what it loses by itself: its operator is run on the real numbers that its operands' words stand for, once with the real
 * weights and once with the quantized ones.
 */
public final class ErrorCollector {

    /** Requantizers and additions round several times; what lies further from the nearest word was not rounding. */
    private static final long ROUNDING_STEPS = 2;

    private final Graph graph;
    private final QuantizationPlan plan;
    private final Map<String, RealTensor> weights = new LinkedHashMap<>();
    private final Map<String, RealTensor> quantizedWeights = new LinkedHashMap<>();
    private final Map<String, List<Node>> chains = new LinkedHashMap<>();
    private final Map<String, Sums> sums = new LinkedHashMap<>();

    /**
     * @param graph of real numbers
     * @param plan a complete plan by which it was quantized
     */
    public ErrorCollector(Graph graph, QuantizationPlan plan) {
        this.graph = graph;
        this.plan = plan;
        for (Constant constant : graph.constants()) {
            Quantized element = plan.tensors().get(constant.name());
            if (element != null) {
                weights.put(constant.name(), constant.real());
                RawTensor words = plan.words(constant);
                quantizedWeights.put(constant.name(), TensorQuantization.dequantize(words, element));
            }
        }
        for (Node node : graph.nodes()) {
            String root = plan.resultOf(node.name());
            chains.computeIfAbsent(root, r -> new ArrayList<>()).add(node);
            sums.computeIfAbsent(root, r -> new Sums());
        }
    }

    /**
     * Takes in all tensors of one image.
     *
     * @param real every tensor of the real graph, inputs and nodes, with a batch axis of 1
     * @param words every tensor of the quantized graph, inputs and nodes, with or without the batch axis
     */
    public synchronized void add(Map<String, RealTensor> real, Map<String, RawTensor> words) {
        chains.forEach((root, chain) -> {
            RealTensor exact = real.get(chain.getLast().name());
            RealTensor withWeights = run(chain, words, weights);
            RealTensor withQuantized = run(chain, words, quantizedWeights);
            RawTensor found = words.get(name(root));
            Quantized element = plan.tensors().get(root);
            boolean mayOverflow = mayOverflow(root);
            boolean isTable = isTable(root);
            for (int i = 0; i < exact.shape().elements(); i++) {
                add(
                        sums.get(root),
                        element,
                        mayOverflow,
                        isTable,
                        found.at(i),
                        exact.at(i),
                        withWeights.at(i),
                        withQuantized.at(i));
            }
        });
    }

    private String name(String tensor) {
        return ApplyQuantization.nameAfter(graph, plan, tensor);
    }

    private boolean mayOverflow(String root) {
        return plan.nodes().get(root)
                        instanceof
                        NodeChoice.Compute(NodeArithmetic.Accumulate(Accumulation accumulation, var output, var clamp))
                && !(accumulation instanceof Accumulation.Exact);
    }

    /** Whether words are looked up, or are those of a function in fixed point. */
    private boolean isTable(String root) {
        return plan.nodes().get(root) instanceof NodeChoice.Compute(NodeArithmetic arithmetic)
                && (arithmetic instanceof NodeArithmetic.Table || arithmetic instanceof NodeArithmetic.Softmax);
    }

    /** A node and the clamps that are merged into it, on what the operands' words stand for. */
    private RealTensor run(List<Node> chain, Map<String, RawTensor> words, Map<String, RealTensor> constants) {
        Node first = chain.getFirst();
        RealTensor result = first.op()
                .real(first.operands().stream()
                        .map(operand -> constants.containsKey(operand) ? constants.get(operand) : real(operand, words))
                        .toList());
        for (Node clamp : chain.subList(1, chain.size())) {
            result = clamp.op().real(List.of(result));
        }
        return result;
    }

    private RealTensor real(String tensor, Map<String, RawTensor> words) {
        return TensorQuantization.dequantize(
                words.get(name(tensor)).reshaped(graph.type(tensor).shape()),
                plan.tensors().get(plan.resultOf(tensor)));
    }

    private static void add(
            Sums sum,
            Quantized element,
            boolean mayOverflow,
            boolean isTable,
            long word,
            double real,
            double withWeights,
            double withQuantized) {
        double scale = element.scale().at(0);
        double steps = withQuantized / scale + element.zeroPoint();
        long nearest = TensorQuantization.word(withQuantized, element);
        Cause last = Cause.ROUNDING;
        if (mayOverflow && Math.abs(word - nearest) > ROUNDING_STEPS) {
            last = Cause.OVERFLOW;
        } else if (steps < element.format().min() || steps > element.format().max()) {
            last = Cause.CLIPPING;
        }
        sum.add(Cause.INHERITED, (withWeights - real) / scale);
        sum.add(Cause.WEIGHTS, (withQuantized - withWeights) / scale);
        double table = isTable ? word - nearest : 0;
        sum.add(Cause.TABLE, table);
        sum.add(last, word - steps - table);
        sum.addWhole(real / scale, word - element.zeroPoint() - real / scale);
    }

    /** One for each node of the quantized graph, in its order; empty as long as nothing was taken in. */
    public synchronized List<TensorError> errors() {
        List<TensorError> errors = new ArrayList<>();
        sums.forEach((root, sum) -> {
            if (sum.count > 0) {
                errors.add(sum.error(name(root)));
            }
        });
        return errors;
    }

    private static final class Sums {
        private long count;
        private double signal;
        private double whole;
        private double greatest;
        private final double[] parts = new double[Cause.values().length];

        private void add(Cause cause, double error) {
            parts[cause.ordinal()] += error * error;
        }

        private void addWhole(double real, double error) {
            count++;
            signal += real * real;
            whole += error * error;
            greatest = Math.max(greatest, Math.abs(error));
        }

        private TensorError error(String name) {
            Map<Cause, Double> roots = new EnumMap<>(Cause.class);
            for (Cause cause : Cause.values()) {
                roots.put(cause, Math.sqrt(parts[cause.ordinal()] / count));
            }
            double decibels = whole == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / whole);
            return new TensorError(name, Math.sqrt(whole / count), greatest, decibels, roots);
        }
    }
}
