package dev.intarsia.frontend.onnx.file;

import java.util.List;
import java.util.Map;

/**
 * An operator applied to named values.
 *
 * @param name often empty
 * @param domain empty for ONNX's own operators
 * @param inputs names of values; an empty name stands for one that is left out
 * @param outputs likewise
 */
public record OnnxNode(
        String name,
        String domain,
        String operator,
        List<String> inputs,
        List<String> outputs,
        Map<String, OnnxAttribute> attributes) {

    public OnnxNode {
        domain = domain.equals("ai.onnx") ? "" : domain;
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
    }

    /** How messages point at it: by its name, or by what it gives. */
    public String describe() {
        return "node "
                + (name.isEmpty() ? outputs.stream().findFirst().orElse("without a name") : name)
                + " ("
                + qualifiedOperator()
                + ")";
    }

    /** The operator, with its domain where that is not ONNX's own. */
    public String qualifiedOperator() {
        return domain.isEmpty() ? operator : domain + "::" + operator;
    }
}
