package dev.intarsia.cli.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.Percentile;
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

    private static final QuantizationSettings OURS = QuantizationSettings.int8().withEstimator(new Percentile(99.99));

    /**
     * Ours, and what ONNX Runtime's static quantization decides on (minimum and maximum of the same samples, weights per channel and symmetric), in
     * ONNX Runtime's arithmetic. That is the plan, made here; its words are those of ONNX Runtime, which other tests hold.
     */
    private record Pair(Outcome ours, Outcome runtime) {

        static Pair of(LabelledModel model, Outcome.Meter meter) {
            System.out.println("FIGURE " + model.name() + ", real numbers: " + meter.realRight() + " of "
                    + model.samples() + " right; calibrated on " + model.calibration());
            Outcome ours = meter.of(OURS);
            System.out.println("FIGURE " + model.name() + ", int8, percentile: " + ours.text());
            System.out.println("FIGURE " + model.name() + ", int8, minimum and maximum: "
                    + meter.of(QuantizationSettings.int8()).text());
            Outcome runtime = meter.of(QuantizationSettings.int8()
                    .withProfile(ArithmeticProfile.named("ort").orElseThrow()));
            System.out.println("FIGURE " + model.name()
                    + ", int8 as ONNX Runtime's static quantization, same calibration: " + runtime.text());
            return new Pair(ours, runtime);
        }
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
        Pair pair = Pair.of(model, new Outcome.Meter(model));
        assertTrue(pair.ours.pointsLost() <= MOST_POINTS, pair.ours.text());
        assertTrue(isNotWorse(pair.ours, pair.runtime), pair.ours.text());
    }

    @Test
    void digits() {
        corpus("");
        LabelledModel model = LabelledModel.mnist();
        Pair pair = Pair.of(model, new Outcome.Meter(model));
        assertTrue(pair.ours.pointsLost() <= MOST_POINTS, pair.ours.text());
        assertTrue(isNotWorse(pair.ours, pair.runtime), pair.ours.text());
    }

    @Test
    void keywords() throws IOException {
        Path own = corpus("mlperf_tiny/kws_ref_model.tflite");
        LabelledModel model = LabelledModel.keywords();
        Outcome.Meter meter = new Outcome.Meter(model);
        Pair pair = Pair.of(model, meter);
        Outcome file = file(model, meter, own); // it ends in a softmax, so that only its answers compare
        assertTrue(pair.ours.right() >= file.right(), pair.ours.text());
        assertTrue(isNotWorse(pair.ours, pair.runtime), pair.ours.text());
    }

    @Test
    void pictures() throws IOException {
        Path own = corpus("mlperf_tiny/pretrainedResnet_quant.tflite");
        LabelledModel model = LabelledModel.pictures();
        Outcome.Meter meter = new Outcome.Meter(model);
        Pair pair = Pair.of(model, meter);
        Outcome file = file(model, meter, own);
        assertTrue(isNotWorse(pair.ours, file), pair.ours.text());
        assertTrue(isNotWorse(pair.ours, pair.runtime), pair.ours.text());
    }

    /**
     * Not fewer right answers than an exact interval of 95 % around ours allows, and an output at least as near to the real numbers. (Of few samples, one
     * answer is 0.2 to 0.4 points and turns on chance.)
     */
    private static boolean isNotWorse(Outcome ours, Outcome other) {
        return ours.signalToNoise() >= other.signalToNoise()
                && (double) (other.right() - ours.right()) / ours.counts().answers()
                        <= ours.counts().high() - ours.counts().change();
    }
}
