package dev.intarsia.cli.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.intarsia.cli.PairedCounts;
import dev.intarsia.cli.Pipeline;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.RangeEstimators;
import dev.intarsia.ir.quantize.Refinements;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Weights per channel and activations of eight bits: how close to the real numbers, and to what others made of the same networks. The networks with few samples have classes of their own,
 * {@link EightBitsPicturesTest} and {@link EightBitsKeywordsTest}, since each takes minutes.
 */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
@Timeout(value = 28, unit = TimeUnit.MINUTES)
class EightBitsTest {

    private static final double MOST_POINTS = 0.3;

    static Path corpus(String file) {
        assumeTrue(LabelledModel.hasCorpus(), "the corpus of models is not there");
        return Path.of(System.getProperty("intarsia.corpus")).resolve("models").resolve(file);
    }

    private static final QuantizationSettings MEASURED = QuantizationSettings.int8()
            .withEstimator(RangeEstimators.named("auto").orElseThrow());

    /** What the documentation recommends, {@code --calibrate auto --round adaptive}: nothing of it was chosen on samples that are scored. */
    private static final QuantizationSettings OURS =
            MEASURED.withRefinements(new Refinements(false, true, false, false));

    /** Ours, and ONNX Runtime's static quantization of the same network with the same calibration samples, run by ONNX Runtime: with its integer
     * kernels, some of which saturate sums of two products on processors without dot products of bytes, or operator by operator, whichever is nearer to the
     * real numbers. */
    record Pair(Outcome ours, Outcome runtime) {

        static Pair of(LabelledModel model, Outcome.Meter meter) throws OrtException {
            System.out.println("FIGURE " + model.name() + ", real numbers: " + meter.realRight() + " of "
                    + model.samples() + " right; calibrated on " + model.calibration());
            Outcome kernels = meter.runtime(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            System.out.println("FIGURE " + model.name()
                    + ", int8 by ONNX Runtime, static quantization, same calibration, integer kernels: "
                    + kernels.text());
            Outcome plain = meter.runtime(OrtSession.SessionOptions.OptLevel.NO_OPT);
            System.out.println("FIGURE " + model.name()
                    + ", int8 by ONNX Runtime, static quantization, same calibration, operator by operator: "
                    + plain.text());
            Outcome runtime = kernels.noise() < plain.noise() ? kernels : plain;
            System.out.println("FIGURE " + model.name() + ", int8, minimum and maximum, nearest words: "
                    + meter.of(QuantizationSettings.int8()).text());
            System.out.println("FIGURE " + model.name() + ", int8, measured ranges, nearest words: "
                    + meter.of(MEASURED).text());
            Outcome ours = meter.of(OURS);
            System.out.println("FIGURE " + model.name() + ", int8, measured ranges and words: " + ours.text());
            return new Pair(ours, runtime);
        }
    }

    /** What a file that somebody else quantized gets right of the same samples. */
    static Outcome file(LabelledModel model, Outcome.Meter meter, Path own) {
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
    void example() throws OrtException {
        LabelledModel model = LabelledModel.fashion();
        Pair pair = Pair.of(model, new Outcome.Meter(model));
        assertTrue(pair.ours.pointsLost() <= MOST_POINTS, pair.ours.text());
        assertNotWorse(model.name(), pair.ours, pair.runtime, "ONNX Runtime");
    }

    @Test
    void digits() throws OrtException {
        corpus("");
        LabelledModel model = LabelledModel.mnist();
        Pair pair = Pair.of(model, new Outcome.Meter(model));
        assertTrue(pair.ours.pointsLost() <= MOST_POINTS, pair.ours.text());
        assertNotWorse(model.name(), pair.ours, pair.runtime, "ONNX Runtime");
    }

    /**
     * Not fewer right answers; or fewer, but so few that the exact interval of 95 % of the paired answers holds 0, which is said, and an output at least as near
     * to the real numbers. Where an answer is 0.2 to 0.4 points, it turns on chance.
     */
    static void assertNotWorse(String name, Outcome ours, Outcome other, String whose) {
        PairedCounts counts = ours.against(other);
        double nearer = ours.signalToNoise() - other.signalToNoise();
        boolean fewer = counts.won() < counts.lost();
        System.out.printf(
                Locale.ROOT,
                "FIGURE %s, ours beside %s: %d won, %d lost (95 %%: %+.2f to %+.2f points), %s; output %+.2f dB, %s%n",
                name,
                whose,
                counts.won(),
                counts.lost(),
                100 * counts.low(),
                100 * counts.high(),
                !fewer ? "not fewer right" : counts.high() >= 0 ? "fewer right, within chance" : "fewer right",
                nearer,
                nearer >= 0 ? "not further from the real numbers" : "further from the real numbers");
        assertTrue(!fewer || (counts.high() >= 0 && nearer >= 0), ours.text() + " beside " + other.text());
    }
}
