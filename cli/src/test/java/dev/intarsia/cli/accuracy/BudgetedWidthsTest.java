package dev.intarsia.cli.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.cli.Prepared;
import dev.intarsia.cli.widths.BudgetedWidths;
import dev.intarsia.cli.widths.WidthBudget;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.MeanSquaredError;
import dev.intarsia.ir.quantize.OwnWidths;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Quantizers;
import dev.intarsia.ir.quantize.WeightRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Widths layer by layer beside layers that are all alike, at the same average bits, on samples that took no part in the choice. */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
class BudgetedWidthsTest {

    private static final QuantizationSettings SETTINGS =
            QuantizationSettings.int8().withEstimator(new MeanSquaredError()).withWeightRange(WeightRange.LEAST_ERROR);

    private static void compare(LabelledModel model) {
        Outcome.Meter meter = new Outcome.Meter(model);
        System.out.println("FIGURE " + model.name() + ", real numbers: " + meter.realRight() + " of " + model.samples()
                + " right; calibrated on " + model.calibration());
        List<String> worse = new ArrayList<>();
        for (int bits : List.of(3, 4, 5)) {
            Outcome uniform = meter.of(SETTINGS.withBits(bits, 8));
            Outcome mixed = meter.of(graphs(model, bits));
            System.out.printf(Locale.ROOT, "FIGURE %s, all weights %d bits: %s%n", model.name(), bits, uniform.text());
            System.out.printf(
                    Locale.ROOT,
                    "FIGURE %s, at most %d bits a weight on average, layer by layer: %s%n",
                    model.name(),
                    bits,
                    mixed.text());
            if (mixed.noise() >= uniform.noise()) {
                worse.add(bits + " bits");
            }
        }
        assertTrue(worse.isEmpty(), model.name() + ": mixed widths are no better at " + worse);
    }

    private static List<QuantizedGraph> graphs(LabelledModel model, int bits) {
        WidthBudget budget = new WidthBudget(WidthBudget.Kind.BITS, bits);
        return model.folds().stream()
                .map(fold -> Prepared.of(
                                model.model(),
                                fold.scored(),
                                Optional.of(fold.calibration()),
                                Quantizers.standard(),
                                SETTINGS,
                                (simple, seen, samples) -> {
                                    BudgetedWidths widths = BudgetedWidths.choose(
                                            simple,
                                            seen,
                                            samples,
                                            Quantizers.standard(),
                                            SETTINGS,
                                            budget,
                                            Optional.empty());
                                    System.out.println("FIGURE " + model.name() + ", within " + bits + " bits: "
                                            + widths.chosen().text());
                                    return SETTINGS.withOwn(new OwnWidths(
                                            widths.chosen().bits(),
                                            SETTINGS.own().activations()));
                                })
                        .quantized())
                .toList();
    }

    @Test
    void example() {
        compare(LabelledModel.fashion());
    }

    @Test
    void pictures() throws IOException {
        assumeTrue(LabelledModel.hasCorpus(), "the corpus of models is not there");
        compare(LabelledModel.pictures());
    }
}
