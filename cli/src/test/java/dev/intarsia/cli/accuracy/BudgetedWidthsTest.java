package dev.intarsia.cli.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.cli.PairedCounts;
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
import dev.intarsia.ir.quantize.Refinements;
import dev.intarsia.ir.quantize.WeightRange;
import dev.intarsia.ir.quantize.WeightScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Widths layer by layer beside layers that are all alike, at the same average bits and with the same rounding, on samples that took no part in the choice: the output has to be
 * nearer to the real numbers at each, and no fewer answers right than chance explains.
 */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
@Timeout(value = 28, unit = TimeUnit.MINUTES)
class BudgetedWidthsTest {

    private static final List<Integer> AVERAGE_BITS = List.of(3, 4, 5);

    static final QuantizationSettings NEAREST =
            QuantizationSettings.int8().withEstimator(new MeanSquaredError()).withWeightRange(WeightRange.LEAST_ERROR);

    static final QuantizationSettings ADAPTIVE = NEAREST.withRefinements(new Refinements(false, true, false, false));

    static void compare(LabelledModel model, QuantizationSettings settings) {
        Outcome.Meter meter = new Outcome.Meter(model);
        System.out.println("FIGURE " + model.name() + ", real numbers: " + meter.realRight() + " of " + model.samples()
                + " right; calibrated on " + model.calibration());
        List<BudgetedWidths> chosen = model.folds().stream()
                .map(fold -> choose(model, fold, settings))
                .toList();
        List<String> worse = new ArrayList<>();
        for (int bits : AVERAGE_BITS) {
            Outcome uniform = meter.of(settings.withBits(bits, 8));
            List<QuantizedGraph> graphs = new ArrayList<>();
            for (int i = 0; i < chosen.size(); i++) {
                LabelledModel.Fold fold = model.folds().get(i);
                WidthTrial trial = chosen.get(i).mixed().get(bits - WeightScheme.LEAST_BITS);
                System.out.printf(
                        Locale.ROOT,
                        "FIGURE %s, within %d bits, %.3f are used: %s%n",
                        model.name(),
                        bits,
                        trial.cost(),
                        trial.bits().values());
                assertTrue(trial.cost() <= bits, trial.text());
                graphs.add(Prepared.of(
                                model.model(),
                                fold.scored(),
                                Optional.of(fold.calibration()),
                                Quantizers.standard(),
                                settings.withOwn(new OwnWidths(
                                        trial.bits(), settings.own().activations())))
                        .quantized());
            }
            Outcome mixed = meter.of(graphs);
            PairedCounts paired = mixed.against(uniform);
            System.out.printf(Locale.ROOT, "FIGURE %s, all weights %d bits: %s%n", model.name(), bits, uniform.text());
            System.out.printf(
                    Locale.ROOT,
                    "FIGURE %s, at most %d bits a weight on average, layer by layer: %s%n",
                    model.name(),
                    bits,
                    mixed.text());
            System.out.printf(
                    Locale.ROOT,
                    "FIGURE %s, %d bits, layer by layer beside all alike: %d won, %d lost (95 %%: %+.2f to %+.2f points), output %+.2f dB%n",
                    model.name(),
                    bits,
                    paired.won(),
                    paired.lost(),
                    100 * paired.low(),
                    100 * paired.high(),
                    mixed.signalToNoise() - uniform.signalToNoise());
            if (mixed.noise() >= uniform.noise() || paired.high() < 0) {
                worse.add(bits + " bits");
            }
        }
        assertTrue(worse.isEmpty(), model.name() + ": mixed widths are no better at " + worse);
    }

    /** On the calibration samples of a fold, whose labels are not looked at. */
    private static BudgetedWidths choose(LabelledModel model, LabelledModel.Fold fold, QuantizationSettings settings) {
        Graph simple = Pipeline.simplify(model.model().graph());
        return BudgetedWidths.choose(
                simple,
                Pipeline.calibrate(simple, fold.calibration()),
                fold.calibration(),
                Quantizers.standard(),
                settings,
                new WidthBudget(WidthBudget.Kind.BITS, settings.weightBits()),
                Optional.empty());
    }

    @Test
    void example() {
        compare(LabelledModel.fashion(), ADAPTIVE);
    }
}
