package dev.intarsia.ir.quantize;

import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a search or a training found.
 *
 * @param types of weights whose scales are not those of the settings' scheme, and of results of nodes that calibration does not decide on
 * @param words of weights and biases that do not have the nearest ones
 */
record ChosenWords(Map<String, Quantized> types, Map<String, RawTensor> words) {

    static final ChosenWords NONE = new ChosenWords(Map.of(), Map.of());

    ChosenWords with(String constant, Quantized type, RawTensor chosen) {
        Map<String, Quantized> all = new LinkedHashMap<>(types);
        all.put(constant, type);
        return new ChosenWords(all, words).with(constant, chosen);
    }

    ChosenWords with(String constant, RawTensor chosen) {
        Map<String, RawTensor> all = new LinkedHashMap<>(words);
        all.put(constant, chosen);
        return new ChosenWords(types, all);
    }
}
