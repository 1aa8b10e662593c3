package dev.intarsia.cli.command;

import dev.intarsia.cli.Voice;
import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.ir.quantize.MeasuredRanges;
import dev.intarsia.ir.quantize.RangeEstimators;
import dev.intarsia.ir.quantize.RangeScore;
import dev.intarsia.ir.quantize.ScaleScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compares the ways to find intervals, tensor by tensor. */
final class RangeScoreText {

    private RangeScoreText() {}

    /** A table with a line for each tensor and a column for each way; the best of a line has a star. */
    static void say(Voice voice, List<RangeScore> scores) {
        if (scores.isEmpty()) {
            return;
        }
        Map<String, List<RangeScore>> tensors = new LinkedHashMap<>();
        scores.forEach(score ->
                tensors.computeIfAbsent(score.tensor(), t -> new ArrayList<>()).add(score));
        StringBuilder head = new StringBuilder(String.format("%-16s", "signal/noise, dB"));
        RangeEstimators.single()
                .forEach(e -> head.append(String.format(" %12s", e.text().split(" ")[0])));
        voice.result(head.toString());
        tensors.forEach((tensor, own) -> {
            RangeScore best = own.stream()
                    .max(Comparator.comparingDouble(RangeScore::signalToNoise))
                    .orElseThrow();
            StringBuilder line = new StringBuilder(String.format("%-16s", tensor));
            own.forEach(score -> line.append(
                    String.format(Locale.ROOT, " %11.2f%s", score.signalToNoise(), score == best ? "*" : " ")));
            voice.result(line.toString().stripTrailing());
        });
        voice.result("");
    }

    /** The same for kinds of scales, each with the interval that is the best for it. */
    static void scales(Voice voice, List<ScaleScore> scores) {
        if (scores.isEmpty()) {
            return;
        }
        StringBuilder head = new StringBuilder(String.format("%-17s", "best, with scales"));
        for (ScaleScore.Kind kind : ScaleScore.Kind.values()) {
            head.append(String.format(" %11s", kind.text()));
        }
        voice.result(head.toString());
        Map<String, StringBuilder> lines = new LinkedHashMap<>();
        scores.forEach(score -> lines.computeIfAbsent(
                        score.best().tensor(), tensor -> new StringBuilder(String.format("%-17s", tensor)))
                .append(String.format(Locale.ROOT, " %11.2f", score.best().signalToNoise())));
        lines.values().forEach(line -> voice.result(line.toString()));
        voice.result("");
    }

    /** What each way does to the last sums; nothing where none was to be chosen. */
    static void say(Voice voice, MeasuredRanges measured) {
        measured.best().ifPresent(best -> {
            voice.result("last sums, on halves of the calibration samples that took no part in the intervals:");
            measured.trials()
                    .forEach(trial -> voice.result(String.format(
                            Locale.ROOT,
                            "%-16s %6.2f dB%s",
                            trial.text(),
                            trial.signalToNoise(),
                            trial.equals(best) ? ", taken" : "")));
            voice.result("");
        });
    }

    /** Adds the same to a result. */
    static void json(JsonObject result, MeasuredRanges measured) {
        measured.best()
                .ifPresent(best -> result.put("measured.taken", best.estimator().text())
                        .put("measured.ownAverages", best.ownAverages())
                        .put("measured.biasCorrection", best.refinements().biasCorrection())
                        .put("measured.adaptiveRounding", best.refinements().adaptiveRounding())
                        .put(
                                "measured.estimators",
                                measured.trials().stream()
                                        .filter(trial -> Double.isFinite(trial.signalToNoise()))
                                        .map(trial -> new JsonObject()
                                                .put(
                                                        "estimator",
                                                        trial.estimator().text())
                                                .put("ownAverages", trial.ownAverages())
                                                .put(
                                                        "biasCorrection",
                                                        trial.refinements().biasCorrection())
                                                .put(
                                                        "adaptiveRounding",
                                                        trial.refinements().adaptiveRounding())
                                                .put("signalToNoise", trial.signalToNoise()))
                                        .toList()));
    }

    static JsonObject json(ScaleScore score) {
        return json(score.best()).put("scales", score.scales().text());
    }

    static JsonObject json(RangeScore score) {
        return new JsonObject()
                .put("tensor", score.tensor())
                .put("estimator", score.estimator())
                .put("low", score.range().low())
                .put("high", score.range().high())
                .put("signalToNoise", score.signalToNoise());
    }
}
