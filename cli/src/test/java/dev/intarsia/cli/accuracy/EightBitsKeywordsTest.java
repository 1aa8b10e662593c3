package dev.intarsia.cli.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The same as {@link EightBitsTest} on spoken words, and beside a file that somebody else quantized. */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
@Timeout(value = 28, unit = TimeUnit.MINUTES)
class EightBitsKeywordsTest {

    @Test
    void keywords() throws IOException, OrtException {
        Path own = EightBitsTest.corpus("mlperf_tiny/kws_ref_model.tflite");
        LabelledModel model = LabelledModel.keywords();
        Outcome.Meter meter = new Outcome.Meter(model);
        EightBitsTest.Pair pair = EightBitsTest.Pair.of(model, meter);
        Outcome file = EightBitsTest.file(model, meter, own); // it ends in a softmax, so that only its answers compare
        assertTrue(pair.ours().right() >= file.right(), pair.ours().text());
        EightBitsTest.assertNotWorse(model.name(), pair.ours(), pair.runtime(), "ONNX Runtime");
    }
}
