package dev.intarsia.ir.quantize;

import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Every choice that makes integers of a graph of real numbers: a value that prints, compares, and can be written by hand.
 *
 * @param profile the name of the arithmetic profile that the choices were taken from
 * @param tensors the element type of each input, each constant, and each node that is not merged; in the graph's order
 * @param nodes what becomes of each node, in the graph's order
 * @param words the words of those constants that do not have the nearest ones
 */
public record QuantizationPlan(
        String profile, Map<String, Quantized> tensors, Map<String, NodeChoice> nodes, Map<String, RawTensor> words) {

    public QuantizationPlan {
        Objects.requireNonNull(profile, "profile");
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
    }

    /** A plan that gives every constant the nearest words. */
    public QuantizationPlan(String profile, Map<String, Quantized> tensors, Map<String, NodeChoice> nodes) {
        this(profile, tensors, nodes, Map.of());
    }

    /** The words of a constant that has a type. */
    public RawTensor words(Constant constant) {
        RawTensor chosen = words.get(constant.name());
        return chosen != null ? chosen : TensorQuantization.quantize(constant.real(), tensors.get(constant.name()));
    }

    /** The node whose words are a node's result: itself, or the one that it is merged into. */
    public String resultOf(String node) {
        return nodes.get(node) instanceof NodeChoice.Merge merge ? merge.into() : node;
    }

    /** A table of the tensors and a table of the nodes, for people. */
    public String text() {
        return PlanText.text(this);
    }

    /** One line for each choice that differs, with this plan's after {@code -} and the other's after {@code +}. */
    public List<String> differences(QuantizationPlan other) {
        List<String> lines = new ArrayList<>();
        if (!profile.equals(other.profile)) {
            lines.add("profile: - " + profile + " + " + other.profile);
        }
        differences("tensor ", tensors, other.tensors, lines);
        differences("node ", nodes, other.nodes, lines);
        differences("words of ", words, other.words, lines);
        return lines;
    }

    private static <T> void differences(String kind, Map<String, T> mine, Map<String, T> others, List<String> lines) {
        TreeSet<String> names = new TreeSet<>(mine.keySet());
        names.addAll(others.keySet());
        for (String name : names) {
            T own = mine.get(name);
            T other = others.get(name);
            if (!Objects.equals(own, other)) {
                lines.add(kind + name + ":" + (own == null ? "" : " - " + PlanText.exactly(own))
                        + (other == null ? "" : " + " + PlanText.exactly(other)));
            }
        }
    }
}
