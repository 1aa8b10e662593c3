package dev.intarsia.hwtest.tflite;

import dev.intarsia.hwtest.tflite.LayerKind.Width;
import dev.intarsia.ir.quantize.QuantizationSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small model files of our own, one for each kind of layer, in integers and in real numbers. */
public final class SeedModels {

    private static final int SEED = 7;

    private SeedModels() {}

    /** The files by a name. */
    public static Map<String, byte[]> all() {
        Map<String, byte[]> models = new LinkedHashMap<>();
        for (LayerKind kind : LayerKind.with(Width.INT8)) {
            if (kind.isImported()) {
                models.put(
                        kind.name(),
                        kind.layer(SEED, QuantizationSettings.int8()).file());
            }
        }
        for (LayerKind kind : LayerKind.with(Width.FLOAT32)) {
            if (kind.isImported()) {
                models.put(kind.name() + "_REAL", kind.realLayer(SEED).file());
            }
        }
        return models;
    }
}
