package dev.intarsia.ir.quantize;

import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the words of a quantized graph with the real numbers of the graph that it was made from, image by image. */
public final class ErrorCollector {

    private final Map<String, String> realNames = new LinkedHashMap<>();
    private final Map<String, Quantized> elements = new LinkedHashMap<>();
    private final Map<String, Sums> sums = new LinkedHashMap<>();

    /**
     * @param graph of real numbers
     * @param plan by which it was quantized
     */
    public ErrorCollector(Graph graph, QuantizationPlan plan) {
        for (Node node : graph.nodes()) {
            String root = plan.resultOf(node.name());
            String name = ApplyQuantization.nameAfter(graph, plan, root);
            realNames.put(name, node.name()); // the last clamp that is merged into a node says what its words mean
            elements.put(name, plan.tensors().get(root));
            sums.putIfAbsent(name, new Sums());
        }
    }

    /** The tensor of the real graph that a tensor of the quantized one stands for; empty when it is no node's. */
    public Optional<String> realName(String quantized) {
        return Optional.ofNullable(realNames.get(quantized));
    }

    /**
     * Takes in a tensor of one image or of several.
     *
     * @param name its name in the quantized graph
     * @param words with or without the batch axis
     * @param real as many elements, of the tensor {@link #realName}
     */
    public synchronized void add(String name, RawTensor words, RealTensor real) {
        if (words.shape().elements() != real.shape().elements()) {
            throw new IllegalArgumentException(name + ": words " + words + " for " + real);
        }
        Quantized element = elements.get(name);
        Sums sum = sums.get(name);
        double scale = element.scale().at(0);
        for (int i = 0; i < words.shape().elements(); i++) {
            double steps = real.at(i) / scale + element.zeroPoint();
            long nearest = TensorQuantization.word(real.at(i), element);
            boolean clipped =
                    steps < element.format().min() || steps > element.format().max();
            sum.add(steps - element.zeroPoint(), words.at(i) - steps, nearest - steps, words.at(i) - nearest, clipped);
        }
    }

    /** One for each tensor of which something was seen, in the order of the graph. */
    public synchronized List<TensorError> errors() {
        List<TensorError> errors = new ArrayList<>();
        sums.forEach((name, sum) -> {
            if (sum.count > 0) {
                errors.add(sum.error(name));
            }
        });
        return errors;
    }

    private static final class Sums {
        private long count;
        private double signal;
        private double whole;
        private double rounding;
        private double clipping;
        private double propagated;
        private double greatest;

        private void add(double real, double error, double own, double rest, boolean clipped) {
            count++;
            signal += real * real;
            whole += error * error;
            rounding += clipped ? 0 : own * own;
            clipping += clipped ? own * own : 0;
            propagated += rest * rest;
            greatest = Math.max(greatest, Math.abs(error));
        }

        private TensorError error(String name) {
            return new TensorError(
                    name,
                    Math.sqrt(whole / count),
                    Math.sqrt(rounding / count),
                    Math.sqrt(clipping / count),
                    Math.sqrt(propagated / count),
                    greatest,
                    whole == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / whole));
        }
    }
}
