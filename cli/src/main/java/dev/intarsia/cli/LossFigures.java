package dev.intarsia.cli;

import dev.intarsia.cli.loss.LayerLoss;
import dev.intarsia.cli.report.LossReport;
import dev.intarsia.cli.report.Numbers;
import dev.intarsia.cli.report.Report;
import dev.intarsia.cli.widths.BudgetedWidths;
import dev.intarsia.cli.widths.WidthBudget;
import dev.intarsia.cli.widths.WidthTrial;
import dev.intarsia.ir.quantize.TensorError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/** What a quantization found, as the report shows it. */
public final class LossFigures {

    private LossFigures() {}

    /**
     * The report.
     *
     * @param change answers that were won and lost; empty without labels
     * @param widths what was chosen within the budget; empty without one
     */
    public static LossReport report(
            String model,
            Optional<Score> before,
            Optional<Score> after,
            Optional<PairedCounts> change,
            List<LayerLoss> losses,
            Optional<BudgetedWidths> widths,
            Optional<WidthBudget> budget) {
        List<Report.Fact> facts = new ArrayList<>();
        before.ifPresent(
                score -> facts.add(new Report.Fact("real numbers", Numbers.percent(score.accuracy()), of(score))));
        after.ifPresent(score -> facts.add(new Report.Fact("integers", Numbers.percent(score.accuracy()), of(score))));
        change.ifPresent(counts -> facts.add(new Report.Fact(
                "change",
                String.format(Locale.ROOT, "%+.2f points", 100 * counts.change()),
                String.format(
                        Locale.ROOT,
                        "%d won, %d lost; 95 %% interval %+.2f to %+.2f",
                        counts.won(),
                        counts.lost(),
                        100 * counts.low(),
                        100 * counts.high()))));
        LayerLoss.mostFolded(losses)
                .ifPresent(most -> facts.add(new Report.Fact(
                        "folding",
                        String.format(Locale.ROOT, "%.1e steps", most.foldLsb().getAsDouble()),
                        "at most, " + most.name() + ": what batch normalization in the weights does to real numbers")));
        List<LossReport.Layer> layers = LayerLoss.worstFirst(losses).stream()
                .filter(loss -> Double.isFinite(loss.error().orElseThrow().signalToNoise()))
                .map(loss -> new LossReport.Layer(
                        loss.name(),
                        loss.error().orElseThrow().signalToNoise(),
                        squares(loss.error().orElseThrow())))
                .toList();
        return new LossReport(
                model,
                facts,
                layers,
                widths.map(found -> widths(found, budget.orElseThrow())),
                List.of(
                        "A step is the distance of two neighbouring words of the layer.",
                        "At each element the causes add up to the whole error; the squares of them need not, so a bar is"
                                + " divided in their proportion."));
    }

    private static String of(Score score) {
        return "of " + Numbers.grouped(score.answers()) + " samples";
    }

    private static SequencedMap<String, Double> squares(TensorError error) {
        SequencedMap<String, Double> squares = new LinkedHashMap<>();
        error.parts().forEach((cause, steps) -> squares.put(cause.name().toLowerCase(Locale.ROOT), steps * steps));
        return squares;
    }

    private static LossReport.Widths widths(BudgetedWidths found, WidthBudget budget) {
        return new LossReport.Widths(
                budget.kind().unit(),
                found.uniform().stream().map(LossFigures::place).toList(),
                found.mixed().stream().map(LossFigures::place).toList(),
                place(found.chosen()));
    }

    private static LossReport.Place place(WidthTrial trial) {
        return new LossReport.Place(trial.text(), trial.cost(), trial.signalToNoise());
    }
}
