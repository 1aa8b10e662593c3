package dev.intarsia.ir.quantize;

import dev.intarsia.ir.type.Quantized;
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
 */
public record QuantizationPlan(String profile, Map<String, Quantized> tensors, Map<String, NodeChoice> nodes) {

    public QuantizationPlan {
        Objects.requireNonNull(profile, "profile");
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
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
