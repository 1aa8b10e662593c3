package dev.intarsia.cli.accuracy;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The same as {@link EightBitsTest} on spoken words: on a network of ONNX, and on one beside the file that its makers quantized. */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
@Timeout(value = 28, unit = TimeUnit.MINUTES)
class EightBitsKeywordsTest {

    @Test
    void keywords() throws IOException, OrtException {
        EightBitsTest.corpus("");
        LabelledModel model = LabelledModel.keywords();
        EightBitsTest.Pair pair = EightBitsTest.Pair.of(model, new Outcome.Meter(model));
        EightBitsTest.assertNotWorse(model.name(), pair.ours(), pair.runtime(), "ONNX Runtime");
    }

    @Test
    void reference() throws IOException, OrtException {
        Path own = EightBitsTest.corpus("mlperf_tiny/kws_ref_model.tflite");
        LabelledModel model = LabelledModel.referenceKeywords();
        Outcome.Meter meter = new Outcome.Meter(model);
        EightBitsTest.Pair pair = EightBitsTest.Pair.of(model, meter);
        Outcome file = EightBitsTest.file(model, meter, own);
        EightBitsTest.assertNotWorse(model.name(), pair.ours(), file, "the file's own");
        EightBitsTest.assertNotWorse(model.name(), pair.ours(), pair.runtime(), "ONNX Runtime");
    }
}
