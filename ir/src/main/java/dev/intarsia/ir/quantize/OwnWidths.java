package dev.intarsia.ir.quantize;

import java.util.Map;

/**
 * Widths of single layers, where they differ from the network's.
 *
 * @param weights bits of the weights of a node, by its name
 * @param activations bits of the words of a tensor: an input, or the node that gives it, by its name. A node that only moves words, or
 *     bounds them, has the width of its operand, and tensors that must have one type have the greatest of their widths
 */
public record OwnWidths(Map<String, Integer> weights, Map<String, Integer> activations) {

    public static final OwnWidths NONE = new OwnWidths(Map.of(), Map.of());

    public OwnWidths {
        weights = Map.copyOf(weights);
        activations = Map.copyOf(activations);
    }
}
