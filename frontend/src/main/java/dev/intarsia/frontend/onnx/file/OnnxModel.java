package dev.intarsia.frontend.onnx.file;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a file holds.
 *
 * @param opsets the version of each domain's operators; ONNX's own domain is the empty name
 * @param name the graph's
 * @param initializers tensors that are known, by their names; one that could not be read is missing, which has then been reported
 */
public record OnnxModel(
        Map<String, Long> opsets,
        String name,
        List<OnnxNode> nodes,
        SequencedMap<String, OnnxTensor> initializers,
        List<OnnxValue> inputs,
        List<OnnxValue> outputs) {

    public OnnxModel {
        opsets = Map.copyOf(opsets);
        nodes = List.copyOf(nodes);
        initializers = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(initializers));
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
