package dev.intarsia.cli.command;

import dev.intarsia.cli.Voice;
import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.cli.widths.BudgetedWidths;
import dev.intarsia.cli.widths.WidthBudget;
import dev.intarsia.cli.widths.WidthTrial;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.OwnWidths;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Quantizer;
import dev.intarsia.ir.target.Accelerator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Widths of weights for each layer for itself, within a budget. */
final class BudgetOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--budget",
            paramLabel = "WHAT=N",
            description =
                    "Give each layer's weights a width of its own, at most that of --weights, so that all together"
                            + " lose the least within bits=N a weight on average, cycles=N or energy=N (picojoules) of an"
                            + " inference on the target.")
    private String budget;

    private Optional<BudgetedWidths> found = Optional.empty();

    /** The settings with widths of single layers, where there is a budget. */
    QuantizationSettings within(
            Graph simple,
            Calibration seen,
            Dataset samples,
            Quantizer quantizer,
            QuantizationSettings settings,
            Optional<Accelerator> target,
            Voice voice) {
        if (budget == null) {
            return settings;
        }
        WidthBudget most = budget(target);
        voice.note("measuring what each layer loses at each width");
        BudgetedWidths widths = BudgetedWidths.choose(simple, seen, samples, quantizer, settings, most, target);
        found = Optional.of(widths);
        return settings.withOwn(
                new OwnWidths(widths.chosen().bits(), settings.own().activations()));
    }

    private WidthBudget budget(Optional<Accelerator> target) {
        WidthBudget most = WidthBudget.parse(budget)
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(),
                        "a budget is bits=N, cycles=N or energy=N with N above 0, found '" + budget + "'"));
        if (most.kind().needsTarget() && target.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--budget " + budget + " needs a machine whose "
                            + most.kind().name().toLowerCase(Locale.ROOT) + " count: name it with --target");
        }
        return most;
    }

    /** What was chosen; empty without a budget. */
    Optional<BudgetedWidths> found() {
        return found;
    }

    /** What the costs are in. */
    Optional<WidthBudget> budget() {
        return Optional.ofNullable(budget).flatMap(WidthBudget::parse);
    }

    /** Says what was chosen, beside layers that are all alike. */
    void say(Voice voice) {
        found.ifPresent(widths -> {
            WidthBudget most = budget().orElseThrow();
            voice.result("widths           " + widths.chosen().text());
            voice.result("costs            " + text(most, widths.chosen()));
            List<WidthTrial> uniform = widths.uniform();
            for (int i = 0; i < widths.mixed().size(); i++) {
                voice.result(String.format(
                        Locale.ROOT,
                        "all %2d bits      %s; mixed %s",
                        bits(uniform.get(i)),
                        text(most, uniform.get(i)),
                        text(most, widths.mixed().get(i))));
            }
            voice.result("");
        });
    }

    private static int bits(WidthTrial uniform) {
        return uniform.bits().firstEntry().getValue();
    }

    private static String text(WidthBudget budget, WidthTrial trial) {
        return String.format(Locale.ROOT, "%s, %.2f dB", budget.text(trial.cost()), trial.signalToNoise());
    }

    /** Adds what was chosen to a result. */
    void json(JsonObject result) {
        found.ifPresent(widths -> result.put("widths.chosen", json(widths.chosen()))
                .put(
                        "widths.uniform",
                        widths.uniform().stream().map(BudgetOption::json).toList())
                .put(
                        "widths.mixed",
                        widths.mixed().stream().map(BudgetOption::json).toList())
                .put(
                        "widths.layers",
                        widths.layers().stream()
                                .map(alone -> new JsonObject()
                                        .put("layer", alone.layer())
                                        .put("bits", alone.bits())
                                        .put("noise", alone.noise())
                                        .put("saved", alone.saved()))
                                .toList()));
    }

    private static JsonObject json(WidthTrial trial) {
        return new JsonObject()
                .put(
                        "bits",
                        trial.bits().entrySet().stream()
                                .map(layer -> new JsonObject()
                                        .put("layer", layer.getKey())
                                        .put("bits", layer.getValue()))
                                .toList())
                .put("cost", trial.cost())
                .put("signalToNoise", trial.signalToNoise());
    }
}
