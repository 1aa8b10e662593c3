package dev.intarsia.cli.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Prepared;
import dev.intarsia.cli.widths.BudgetedWidths;
import dev.intarsia.cli.widths.WidthBudget;
import dev.intarsia.cli.widths.WidthTrial;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.MeanSquaredError;
import dev.intarsia.ir.quantize.OwnWidths;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Quantizers;
import dev.intarsia.ir.quantize.WeightRange;
import dev.intarsia.ir.quantize.WeightScheme;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Widths layer by layer beside layers that are all alike, at the same average bits, on samples that took no part in the choice. Of three bits a layer can only give away
 * one, so layers that are all alike may be the best there are; of more bits, other widths have to be better.
 */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
@Timeout(value = 28, unit = TimeUnit.MINUTES)
class BudgetedWidthsTest {

    private static final int FEWEST = 3;

    private static final QuantizationSettings SETTINGS =
            QuantizationSettings.int8().withEstimator(new MeanSquaredError()).withWeightRange(WeightRange.LEAST_ERROR);

    static void compare(LabelledModel model) {
        Outcome.Meter meter = new Outcome.Meter(model);
        System.out.println("FIGURE " + model.name() + ", real numbers: " + meter.realRight() + " of " + model.samples()
                + " right; calibrated on " + model.calibration());
        Map<LabelledModel.Fold, BudgetedWidths> chosen = new HashMap<>();
        model.folds().forEach(fold -> chosen.put(fold, choose(model, fold)));
        List<String> worse = new ArrayList<>();
        for (int bits : List.of(FEWEST, 4, 5)) {
            boolean alike = true;
            Outcome uniform = meter.of(SETTINGS.withBits(bits, 8));
            List<QuantizedGraph> graphs = new ArrayList<>();
            for (LabelledModel.Fold fold : model.folds()) {
                WidthTrial trial = chosen.get(fold).mixed().get(bits - WeightScheme.LEAST_BITS);
                System.out.printf(
                        Locale.ROOT,
                        "FIGURE %s, within %d bits, %.3f are used: %s%n",
                        model.name(),
                        bits,
                        trial.cost(),
                        trial.bits().values());
                alike &= trial.bits().values().stream().distinct().count() == 1;
                graphs.add(Prepared.of(
                                model.model(),
                                fold.scored(),
                                Optional.of(fold.calibration()),
                                Quantizers.standard(),
                                SETTINGS.withOwn(new OwnWidths(
                                        trial.bits(), SETTINGS.own().activations())))
                        .quantized());
            }
            Outcome mixed = meter.of(graphs);
            System.out.printf(Locale.ROOT, "FIGURE %s, all weights %d bits: %s%n", model.name(), bits, uniform.text());
            System.out.printf(
                    Locale.ROOT,
                    "FIGURE %s, at most %d bits a weight on average, layer by layer: %s%s%n",
                    model.name(),
                    bits,
                    mixed.text(),
                    alike ? "; layers that are all alike are the best that were found" : "");
            boolean better = mixed.noise() < uniform.noise();
            if (!better && !(alike && bits == FEWEST && mixed.noise() == uniform.noise())) {
                worse.add(bits + " bits");
            }
        }
        assertTrue(worse.isEmpty(), model.name() + ": mixed widths are no better at " + worse);
    }

    /** On the calibration samples of a fold, whose labels are not looked at. */
    private static BudgetedWidths choose(LabelledModel model, LabelledModel.Fold fold) {
        Graph simple = Pipeline.simplify(model.model().graph());
        return BudgetedWidths.choose(
                simple,
                Pipeline.calibrate(simple, fold.calibration()),
                fold.calibration(),
                Quantizers.standard(),
                SETTINGS,
                new WidthBudget(WidthBudget.Kind.BITS, SETTINGS.weightBits()),
                Optional.empty());
    }

    @Test
    void example() {
        compare(LabelledModel.fashion());
    }
}
