package dev.intarsia.cli.accuracy;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The same as {@link EightBitsTest} on pictures, and beside a file that somebody else quantized. */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
@Timeout(value = 28, unit = TimeUnit.MINUTES)
class EightBitsPicturesTest {

    @Test
    void pictures() throws IOException, OrtException {
        Path own = EightBitsTest.corpus("mlperf_tiny/pretrainedResnet_quant.tflite");
        LabelledModel model = LabelledModel.pictures();
        Outcome.Meter meter = new Outcome.Meter(model);
        EightBitsTest.Pair pair = EightBitsTest.Pair.of(model, meter);
        Outcome file = EightBitsTest.file(model, meter, own);
        EightBitsTest.assertNotWorse(model.name(), pair.ours(), file, "the file's own");
        EightBitsTest.assertNotWorse(model.name(), pair.ours(), pair.runtime(), "ONNX Runtime");
    }
}
