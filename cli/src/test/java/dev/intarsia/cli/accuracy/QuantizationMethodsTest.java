package dev.intarsia.cli.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Refinements;
import dev.intarsia.ir.quantize.WeightRange;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

    private static final String NEAREST = "nearest";
    private static final String ADAPTIVE = "adaptive";

    private static final Map<String, UnaryOperator<QuantizationSettings>> METHODS = methods();

    private static Map<String, UnaryOperator<QuantizationSettings>> methods() {
        Map<String, UnaryOperator<QuantizationSettings>> methods = new LinkedHashMap<>();
        methods.put(NEAREST, s -> s);
        methods.put("mse range", s -> s.withWeightRange(WeightRange.LEAST_ERROR));
        methods.put("equalized, bias corrected", s -> s.withRefinements(new Refinements(true, false, true, false)));
        methods.put(ADAPTIVE, s -> s.withRefinements(new Refinements(false, true, false, false)));
        methods.put(
                "adaptive, mse range",
                s -> s.withWeightRange(WeightRange.LEAST_ERROR)
                        .withRefinements(new Refinements(false, true, false, false)));
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

    private static void better(LabelledModel model, int bits, Map<String, Outcome> found) {
        Outcome nearest = found.get(NEAREST);
        Outcome adaptive = found.get(ADAPTIVE);
        System.out.printf(
                Locale.ROOT,
                "FIGURE %s, int%d weights: nearest loses %.2f points, adaptive %.2f; its squared error of the output is %.3f of nearest's%n",
                model.name(),
                bits,
                nearest.pointsLost(),
                adaptive.pointsLost(),
                adaptive.noise() / nearest.noise());
        assertTrue(adaptive.noise() < nearest.noise(), "adaptive rounding is nearer to the real numbers");
    }

    @Test
    void example() {
        LabelledModel model = LabelledModel.fashion();
        Outcome.Meter meter = meter(model);
        for (int bits : List.of(4, 3)) {
            better(model, bits, table(model, meter, bits));
        }
    }

    @Test
    void pictures() throws IOException {
        assumeTrue(LabelledModel.hasCorpus(), "the corpus of models is not there");
        LabelledModel model = LabelledModel.pictures();
        Outcome.Meter meter = meter(model);
        Map<String, Outcome> found = table(model, meter, 4);
        better(model, 4, found);
        assertTrue(
                found.get(ADAPTIVE).noise() <= found.get(NEAREST).noise() / 2,
                "adaptive rounding halves the squared error of the output");
    }

    @Test
    void keywords() throws IOException {
        assumeTrue(LabelledModel.hasCorpus(), "the corpus of models is not there");
        LabelledModel model = LabelledModel.keywords();
        better(model, 4, table(model, meter(model), 4));
    }
}
