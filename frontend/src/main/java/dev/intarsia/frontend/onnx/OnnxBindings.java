package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.file.OnnxTensor;
import java.util.List;
import java.util.Map;

/**
 * What is fixed when a model is read.
 *
 * @param shapes sizes of inputs' axes, the batch included, by the inputs' names
 * @param inputs inputs that become constants, by their names
 */
public record OnnxBindings(Map<String, List<Integer>> shapes, Map<String, OnnxTensor> inputs) {

    public static final OnnxBindings NONE = new OnnxBindings(Map.of(), Map.of());

    /** Sizes of inputs' axes, by the inputs' names. */
    public static OnnxBindings ofShapes(Map<String, List<Integer>> shapes) {
        return new OnnxBindings(shapes, Map.of());
    }

    public OnnxBindings {
        shapes = Map.copyOf(shapes);
        inputs = Map.copyOf(inputs);
    }
}
