package dev.intarsia.hwtest.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Small model files of our own: a network, and one for each kind of layer. */
public final class SeedModels {

    private static final int SEED = 7;

    private SeedModels() {}

    /** The files by a name. */
    public static Map<String, byte[]> all() {
        Map<String, byte[]> models = new LinkedHashMap<>();
        models.put("CONVOLUTIONAL", OnnxSketch.convolutional());
        for (OnnxRuntimeWordsTest.Kind kind : OnnxRuntimeWordsTest.Kind.values()) {
            models.put(kind.name(), RandomModel.of(kind, new Random(SEED)).bytes());
        }
        return models;
    }
}
