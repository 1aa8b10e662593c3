package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.file.OnnxTensor;
import java.util.Map;

/**
 * What is fixed when a model is read.
 *
 * @param sizes sizes of symbolic axes, by their names
 * @param inputs inputs that become constants, by their names
 */
public record OnnxBindings(Map<String, Integer> sizes, Map<String, OnnxTensor> inputs) {

    public static final OnnxBindings NONE = new OnnxBindings(Map.of(), Map.of());

    public OnnxBindings {
        sizes = Map.copyOf(sizes);
        inputs = Map.copyOf(inputs);
    }
}
