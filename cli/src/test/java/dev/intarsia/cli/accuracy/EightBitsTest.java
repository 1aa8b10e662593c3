package dev.intarsia.cli.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.QuantizationSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Weights per channel and activations of eight bits, nearest words: how close to the real numbers, and to what others made of the same networks. */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
class EightBitsTest {

    private static final double MOST_POINTS = 0.3;

    private static Path corpus(String file) {
        assumeTrue(LabelledModel.hasCorpus(), "the corpus of models is not there");
        return Path.of(System.getProperty("intarsia.corpus")).resolve("models").resolve(file);
    }

    private static Outcome int8(LabelledModel model, Outcome.Meter meter) {
        System.out.println("FIGURE " + model.name() + ", real numbers: " + meter.realRight() + " of " + model.samples()
                + " right; calibrated on " + model.calibration());
        Outcome found = meter.of(QuantizationSettings.int8());
        System.out.println("FIGURE " + model.name() + ", int8: " + found.text());
        // What ONNX Runtime's static quantization decides on (minimum and maximum, per channel, symmetric weights), in
        // its own arithmetic.
        Outcome ort = meter.of(QuantizationSettings.int8()
                .withProfile(ArithmeticProfile.named("ort").orElseThrow()));
        System.out.println(
                "FIGURE " + model.name() + ", int8 in ONNX Runtime's arithmetic, same calibration: " + ort.text());
        return found;
    }

    /** What a file that somebody else quantized gets right of the same samples. */
    private static Outcome file(LabelledModel model, Outcome.Meter meter, Path own) {
        ReadModel read = Pipeline.read(own);
        QuantizedGraph graph = (read.quantized().isPresent()
                        ? read
                        : Pipeline.follow(read, ArithmeticProfile.TFLM, new Diagnostics()))
                .quantized()
                .orElseThrow();
        Outcome file = meter.of(Collections.nCopies(model.folds().size(), graph));
        System.out.println("FIGURE " + model.name() + ", the file's own int8 model: " + file.text());
        return file;
    }

    @Test
    void example() {
        LabelledModel model = LabelledModel.fashion();
        assertTrue(int8(model, new Outcome.Meter(model)).pointsLost() <= MOST_POINTS);
    }

    @Test
    void digits() {
        corpus("");
        LabelledModel model = LabelledModel.mnist();
        assertTrue(int8(model, new Outcome.Meter(model)).pointsLost() <= MOST_POINTS);
    }

    @Test
    void keywords() throws IOException {
        Path own = corpus("mlperf_tiny/kws_ref_model.tflite");
        LabelledModel model = LabelledModel.keywords();
        Outcome.Meter meter = new Outcome.Meter(model);
        Outcome ours = int8(model, meter);
        Outcome file = file(model, meter, own); // it ends in a softmax, so that only its answers compare
        assertTrue(ours.right() >= file.right(), ours.text());
    }

    @Test
    void pictures() throws IOException {
        Path own = corpus("mlperf_tiny/pretrainedResnet_quant.tflite");
        LabelledModel model = LabelledModel.pictures();
        Outcome.Meter meter = new Outcome.Meter(model);
        Outcome ours = int8(model, meter);
        Outcome file = file(model, meter, own);
        assertTrue(ours.signalToNoise() >= file.signalToNoise(), "less exact than the file's own int8 model");
    }
}
