package dev.intarsia.training;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An estimate of what post-training quantization costs: the folded network with its weights rounded to few bits (symmetric, one
 * scale per output channel, greatest magnitude) and its values rounded to few bits (asymmetric, one scale per tensor, least and
 * greatest value over the calibration images), all in real arithmetic. It is not the compiler's quantizer; it tells during training
 * whether weights are fit to be quantized.
 *
 * @param weightBits 2 to 16
 * @param valueBits 2 to 16
 */
public record FakeQuantization(int weightBits, int valueBits) {

    private record Range(float least, float greatest) {
        Range including(float[] values) {
            float l = least;
            float g = greatest;
            for (float value : values) {
                l = Math.min(l, value);
                g = Math.max(g, value);
            }
            return new Range(l, g);
        }
    }

    /** How many of {@code data} the quantized network classifies correctly. */
    public int correct(Folding folding, FashionData calibration, FashionData data) {
        Architecture architecture = folding.architecture();
        Map<String, Range> ranges = new HashMap<>();
        var real = new PlainNetwork(architecture, folding.weights());
        for (int n = 0; n < calibration.count(); n++) {
            real.logits(calibration.pixels(), n * FashionData.IMAGE_BYTES, (name, value) -> {
                ranges.put(name, ranges.getOrDefault(name, new Range(0, 0)).including(value));
                return value;
            });
        }
        var rounded = new LinkedHashMap<String, NamedArray>();
        folding.weights()
                .forEach((name, array) -> rounded.put(name, name.endsWith(".w") ? roundedWeights(array) : array));
        return new PlainNetwork(architecture, rounded)
                .correct(
                        data,
                        (name, value) -> isStored(architecture, name) ? roundedValues(value, ranges.get(name)) : value);
    }

    /** A value that only a relu reads is never stored: the relu is its clamp. */
    private static boolean isStored(Architecture architecture, String value) {
        return !architecture.readers(value).stream().allMatch(Layer.Relu.class::isInstance)
                || architecture.readers(value).isEmpty();
    }

    private NamedArray roundedWeights(NamedArray weights) {
        float[] values = weights.floats().clone();
        int channels = weights.shape()[0];
        int perChannel = values.length / channels;
        int greatestWord = (1 << (weightBits - 1)) - 1;
        for (int k = 0; k < channels; k++) {
            float greatest = 0;
            for (int i = k * perChannel; i < (k + 1) * perChannel; i++) {
                greatest = Math.max(greatest, Math.abs(values[i]));
            }
            float scale = greatest / greatestWord;
            for (int i = k * perChannel; i < (k + 1) * perChannel && scale > 0; i++) {
                values[i] = (float) Math.rint(values[i] / scale) * scale;
            }
        }
        return NamedArray.of(weights.name(), weights.shape(), values);
    }

    private float[] roundedValues(float[] values, Range range) {
        int words = (1 << valueBits) - 1;
        float scale = (range.greatest - range.least) / words;
        float zero = (float) Math.rint(-range.least / scale);
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (Math.clamp((float) Math.rint(values[i] / scale) + zero, 0, words) - zero) * scale;
        }
        return rounded;
    }
}
