package dev.intarsia.hwtest.tflite;

import dev.intarsia.ir.quantize.QuantizationSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small model files of our own, one for each kind of layer. */
public final class SeedModels {

    private static final int SEED = 7;

    private SeedModels() {}

    /** The files by a name. */
    public static Map<String, byte[]> all() {
        Map<String, byte[]> models = new LinkedHashMap<>();
        for (LayerKind kind : LayerKind.values()) {
            if (kind.isImported()) {
                ReferenceLayer layer = kind.layer(SEED, QuantizationSettings.int8());
                models.put(kind.name(), TfliteModel.of(layer.typed(), layer.operator(), layer.bytes()));
            }
        }
        return models;
    }
}
