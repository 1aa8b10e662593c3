package dev.intarsia.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The same function without batch normalization: each is folded into the convolution before it, w·γ/√(variance + ε) and
 * β + (b − mean)·γ/√(variance + ε).
 *
 * @param architecture the layers without batch normalization; every convolution has a bias
 * @param weights by name
 */
public record Folding(Architecture architecture, SequencedMap<String, NamedArray> weights) {

    /** Folds every batch normalization of a network in which each directly follows a convolution that nothing else reads. */
    public static Folding of(Architecture architecture, Map<String, NamedArray> weights) {
        var layers = new ArrayList<Layer>();
        var folded = new LinkedHashMap<String, NamedArray>();
        Map<String, String> renamed = new HashMap<>();
        for (Layer layer : architecture.layers()) {
            switch (layer) {
                case Layer.Convolution(
                        String name,
                        String input,
                        int channels,
                        int kernel,
                        int stride,
                        boolean bias) -> {
                    layers.add(new Layer.Convolution(name, now(renamed, input), channels, kernel, stride, true));
                    foldInto(folded, architecture, weights, name, bias);
                }
                case Layer.DepthwiseConvolution(String name, String input, int kernel, int stride, boolean bias) -> {
                    layers.add(new Layer.DepthwiseConvolution(name, now(renamed, input), kernel, stride, true));
                    foldInto(folded, architecture, weights, name, bias);
                }
                case Layer.BatchNormalization b -> renamed.put(b.name(), now(renamed, b.input()));
                case Layer.Relu(String name, String input, float ceiling) ->
                    layers.add(new Layer.Relu(name, now(renamed, input), ceiling));
                case Layer.MaxPool(String name, String input, int kernel) ->
                    layers.add(new Layer.MaxPool(name, now(renamed, input), kernel));
                case Layer.Addition(String name, String left, String right) ->
                    layers.add(new Layer.Addition(name, now(renamed, left), now(renamed, right)));
                case Layer.GlobalAveragePool(String name, String input) ->
                    layers.add(new Layer.GlobalAveragePool(name, now(renamed, input)));
                case Layer.Dense(String name, String input, int channels) -> {
                    layers.add(new Layer.Dense(name, now(renamed, input), channels));
                    for (String weight : List.of(name + ".w", name + ".b")) {
                        folded.put(weight, weights.get(weight));
                    }
                }
            }
        }
        return new Folding(new Architecture(architecture.name(), architecture.input(), layers), folded);
    }

    private static String now(Map<String, String> renamed, String value) {
        return renamed.getOrDefault(value, value);
    }

    private static void foldInto(
            Map<String, NamedArray> folded,
            Architecture architecture,
            Map<String, NamedArray> weights,
            String name,
            boolean bias) {
        NamedArray w = weights.get(name + ".w");
        int channels = w.shape()[0];
        float[] scaled = w.floats().clone();
        float[] shifted = bias ? weights.get(name + ".b").floats().clone() : new float[channels];
        if (architecture.readers(name).getFirst() instanceof Layer.BatchNormalization norm) {
            for (int k = 0; k < channels; k++) {
                double factor = weights.get(norm.name() + ".gamma").floats()[k]
                        / Math.sqrt(weights.get(norm.name() + ".variance").floats()[k] + norm.epsilon());
                for (int i = k * scaled.length / channels; i < (k + 1) * scaled.length / channels; i++) {
                    scaled[i] *= (float) factor;
                }
                shifted[k] = (float) (weights.get(norm.name() + ".beta").floats()[k]
                        + (shifted[k] - weights.get(norm.name() + ".mean").floats()[k]) * factor);
            }
        }
        folded.put(name + ".w", NamedArray.of(name + ".w", w.shape(), scaled));
        folded.put(name + ".b", NamedArray.of(name + ".b", new int[] {channels}, shifted));
    }
}
