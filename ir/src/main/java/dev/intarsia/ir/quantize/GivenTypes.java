package dev.intarsia.ir.quantize;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Plans as {@link PostTraining} does, with types and words that somebody else found, a training for example: what is not given comes from the
 * calibration, and the integers of all nodes follow from the types.
 *
 * @param types of weights, by the constant's name, and of the results of nodes that form a scale of their own, by the name of the node that is
 *     not merged
 * @param words of weights and biases that do not have the nearest ones
 */
public record GivenTypes(Map<String, Quantized> types, Map<String, RawTensor> words) implements Quantizer {

    public GivenTypes {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
    }

    @Override
    public String name() {
        return "given";
    }

    @Override
    public QuantizationPlan plan(
            Graph graph, Calibration calibration, QuantizationSettings settings, Diagnostics diagnostics) {
        return new Planning(graph, calibration, settings, new ChosenWords(types, words), diagnostics).plan();
    }
}
