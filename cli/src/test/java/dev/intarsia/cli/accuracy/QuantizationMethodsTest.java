package dev.intarsia.cli.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Refinements;
import dev.intarsia.ir.quantize.WeightRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Every method without training on every labelled network: answers won and lost against real numbers with an exact interval, and the output's
 * signal-to-noise ratio.
 */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
class QuantizationMethodsTest {

    private static final String PLAIN = "nearest";
    private static final String ADAPTIVE = "adaptive";

    private static final Map<String, UnaryOperator<QuantizationSettings>> METHODS = methods();

    private static Map<String, UnaryOperator<QuantizationSettings>> methods() {
        Map<String, UnaryOperator<QuantizationSettings>> methods = new LinkedHashMap<>();
        methods.put(PLAIN, s -> s);
        methods.put("mse range", s -> s.withWeightRange(WeightRange.LEAST_ERROR));
        methods.put("bias corrected", s -> s.withRefinements(new Refinements(false, false, true, false)));
        methods.put("equalized", s -> s.withRefinements(new Refinements(true, false, false, false)));
        methods.put("equalized, bias corrected", s -> s.withRefinements(new Refinements(true, false, true, false)));
        methods.put(ADAPTIVE, s -> s.withRefinements(new Refinements(false, true, false, false)));
        methods.put(
                "adaptive, mse range",
                s -> s.withWeightRange(WeightRange.LEAST_ERROR)
                        .withRefinements(new Refinements(false, true, false, false)));
        methods.put(
                "adaptive, mse range, equalized",
                s -> s.withWeightRange(WeightRange.LEAST_ERROR)
                        .withRefinements(new Refinements(true, true, false, false)));
        return Collections.unmodifiableMap(methods);
    }

    private static Map<String, Outcome> table(LabelledModel model, Outcome.Meter meter, int bits) {
        Map<String, Outcome> found = new LinkedHashMap<>();
        METHODS.forEach((name, method) -> {
            Outcome outcome = meter.of(method.apply(QuantizationSettings.int8().withBits(bits, 8)));
            System.out.println("FIGURE " + model.name() + ", int" + bits + " weights, " + name + ": " + outcome.text());
            found.put(name, outcome);
        });
        return found;
    }

    private static Outcome.Meter meter(LabelledModel model) {
        Outcome.Meter meter = new Outcome.Meter(model);
        System.out.println("FIGURE " + model.name() + ", real numbers: " + meter.realRight() + " of " + model.samples()
                + " right; calibrated on " + model.calibration());
        return meter;
    }

    /** The same with eight bits, and what a file that somebody else quantized gets right of the same samples. */
    private static Outcome eight(LabelledModel model, Outcome.Meter meter, Path own) {
        ReadModel read = Pipeline.read(own);
        QuantizedGraph graph = read.quantized()
                .orElseGet(() -> Pipeline.follow(read, ArithmeticProfile.TFLM, new Diagnostics())
                        .quantized()
                        .orElseThrow());
        Outcome file = meter.of(Collections.nCopies(model.folds().size(), graph));
        System.out.println("FIGURE " + model.name() + ", the file's own int8 model: " + file.text());
        return file;
    }

    private static Path corpus(String file) {
        return Path.of(System.getProperty("intarsia.corpus")).resolve("models").resolve(file);
    }

    @Test
    void example() {
        LabelledModel model = LabelledModel.fashion();
        Outcome.Meter meter = meter(model);
        assertTrue(table(model, meter, 8).get(PLAIN).pointsLost() <= 0.3);
        for (int bits : List.of(4, 3, 2)) {
            Map<String, Outcome> found = table(model, meter, bits);
            double plain = found.get(PLAIN).pointsLost();
            double best = Math.min(
                    found.get(ADAPTIVE).pointsLost(),
                    found.get("adaptive, mse range").pointsLost());
            assertTrue(best <= plain / 2, "int" + bits + " loses " + plain + " points, adaptive rounding " + best);
        }
    }

    @Test
    void digits() {
        assumeTrue(LabelledModel.hasCorpus(), "the corpus of models is not there");
        LabelledModel model = LabelledModel.mnist();
        Outcome.Meter meter = meter(model);
        assertTrue(table(model, meter, 8).get(PLAIN).pointsLost() <= 0.3);
        for (int bits : List.of(4, 3, 2)) {
            table(model, meter, bits);
        }
    }

    @Test
    void keywords() throws IOException {
        assumeTrue(LabelledModel.hasCorpus(), "the corpus of models is not there");
        LabelledModel model = LabelledModel.keywords();
        Outcome.Meter meter = meter(model);
        Outcome file = eight(model, meter, corpus("mlperf_tiny/kws_ref_model.tflite"));
        assertTrue(table(model, meter, 8).get(PLAIN).right() >= file.right());
        for (int bits : List.of(4, 3)) {
            table(model, meter, bits);
        }
    }

    @Test
    void pictures() throws IOException {
        assumeTrue(LabelledModel.hasCorpus(), "the corpus of models is not there");
        LabelledModel model = LabelledModel.pictures();
        Outcome.Meter meter = meter(model);
        Outcome file = eight(model, meter, corpus("mlperf_tiny/pretrainedResnet_quant.tflite"));
        Outcome int8 = table(model, meter, 8).get(PLAIN);
        assertTrue(int8.signalToNoise() >= file.signalToNoise(), "less exact than the file's own int8 model");
        for (int bits : List.of(4, 3)) {
            Map<String, Outcome> found = table(model, meter, bits);
            assertTrue(
                    found.get(ADAPTIVE).noise() <= found.get(PLAIN).noise() / 2,
                    "adaptive rounding halves the squared error of the output");
        }
    }
}
