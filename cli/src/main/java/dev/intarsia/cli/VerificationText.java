package dev.intarsia.cli;

import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.cli.report.Numbers;
import dev.intarsia.hwtest.verify.Diagnosis;
import dev.intarsia.hwtest.verify.Difference;
import dev.intarsia.hwtest.verify.Participant;
import dev.intarsia.hwtest.verify.Participants;
import dev.intarsia.hwtest.verify.Verdict;
import dev.intarsia.hwtest.verify.WordTrace;
import dev.intarsia.ir.target.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What {@code verify} says.
 *
 * @param model the network's name
 * @param origin where the vectors come from
 * @param absent engines that did not run
 * @param diagnosis of the first difference, if there is one
 * @param reproducer where its small case is
 */
public record VerificationText(
        String model,
        String origin,
        Verdict verdict,
        List<Participants.Absent> absent,
        Optional<Diagnosis> diagnosis,
        Path reproducer) {

    public VerificationText {
        absent = List.copyOf(absent);
    }

    /**
     * For people.
     *
     * @param running the engines that were held against the reference
     * @param spelled how the command line has a target
     */
    public List<String> lines(List<Participant> running, Function<Target, String> spelled) {
        List<String> lines = new ArrayList<>();
        lines.add("model        " + model + ", " + origin);
        lines.add("reference    " + verdict.reference());
        verdict.tallies().forEach(tally -> lines.add(tally(tally)));
        absent.forEach(engine -> lines.add("not run      " + engine.engine() + ": " + engine.reason()));
        lines.add("compared     " + Numbers.grouped(verdict.tensors()) + " tensors, " + Numbers.grouped(verdict.words())
                + " words for each engine");
        if (verdict.allEqual()) {
            lines.add("every word is equal");
        }
        diagnosis.ifPresent(d -> difference(lines, d, running, spelled));
        return lines;
    }

    private static String tally(Verdict.Tally tally) {
        String cycles = tally.cycles()
                .map(c -> ", " + Numbers.grouped(c.perInference()) + " cycles")
                .orElse("");
        return tally.mismatches() == 0
                ? "equal        " + tally.engine() + cycles
                : "DIFFERENT    " + tally.engine() + ": " + Numbers.grouped(tally.mismatches()) + " words in "
                        + Numbers.grouped(tally.failedSamples()) + " of the vectors";
    }

    private void difference(
            List<String> lines, Diagnosis diagnosis, List<Participant> running, Function<Target, String> spelled) {
        Difference difference = diagnosis.difference();
        lines.add("");
        lines.add("first difference: " + difference.engine() + ", vector " + difference.sample() + ", layer "
                + difference.tensor());
        lines.add("  " + difference.text());
        diagnosis.trace().ifPresent(trace -> trace(lines, trace));
        lines.add("");
        int layers = diagnosis.reproducer().graph().graph().nodes().size();
        lines.add(
                diagnosis.shrunk()
                        ? "shown again by a network of " + layers + (layers == 1 ? " layer" : " layers") + ", kept in "
                                + reproducer + ":"
                        : "the difference did not show again by itself; the whole network is kept in " + reproducer
                                + ":");
        lines.add("  " + again(difference, running, spelled));
    }

    private static void trace(List<String> lines, WordTrace trace) {
        lines.add("  the expected word comes about so:");
        int width = trace.steps().stream()
                .mapToInt(step -> Long.toString(step.value()).length())
                .max()
                .orElse(1);
        trace.steps()
                .forEach(step ->
                        lines.add(String.format(Locale.ROOT, "    %" + width + "d  %s", step.value(), step.text())));
    }

    /** The command line that shows the difference again. */
    private String again(Difference difference, List<Participant> running, Function<Target, String> spelled) {
        Participant engine = running.stream()
                .filter(participant -> participant.label().equals(difference.engine()))
                .findFirst()
                .orElseThrow();
        return "intarsia verify " + reproducer.resolve("model.inta") + " --replay " + reproducer + " --engines "
                + engine.kind().name()
                + engine.target()
                        .map(target -> " --target " + spelled.apply(target))
                        .orElse("");
    }

    /** For scripts. */
    public JsonObject json(double seconds) {
        JsonObject json = new JsonObject()
                .put("model", model)
                .put("vectors", verdict.samples())
                .put("reference", verdict.reference())
                .put(
                        "engines",
                        verdict.tallies().stream().map(Verdict.Tally::engine).toList())
                .put(
                        "notRun",
                        absent.stream()
                                .map(engine -> new JsonObject()
                                        .put("engine", engine.engine())
                                        .put("reason", engine.reason()))
                                .toList())
                .put("tensors", verdict.tensors())
                .put("words", verdict.words())
                .put("mismatches", verdict.mismatches())
                .put("cycles", cycles());
        diagnosis.ifPresent(d -> json.put("first", first(d.difference()))
                .put(
                        "trace",
                        d.trace().map(WordTrace::steps).orElse(List.of()).stream()
                                .map(step -> new JsonObject()
                                        .put("text", step.text())
                                        .put("value", step.value()))
                                .toList())
                .put("reproducer", reproducer.toString()));
        return json.put("seconds", seconds);
    }

    /** Of an inference: those that were simulated and those of the RTL, each of the first target that has them. */
    private JsonObject cycles() {
        Map<String, Long> counted = new LinkedHashMap<>();
        verdict.tallies()
                .forEach(tally -> tally.cycles().ifPresent(c -> counted.putIfAbsent(c.counted(), c.perInference())));
        JsonObject json = new JsonObject();
        counted.forEach(json::put);
        return json;
    }

    private static JsonObject first(Difference difference) {
        JsonObject first = new JsonObject()
                .put("engine", difference.engine())
                .put("vector", difference.sample())
                .put("layer", difference.tensor());
        return switch (difference) {
            case Difference.Word word -> {
                word.origin()
                        .ifPresent(origin -> first.put("tile", origin.tile()).put("cycle", origin.cycle()));
                yield first.put("index", word.index())
                        .put("expected", word.expected())
                        .put("found", word.found());
            }
            case Difference.Type type ->
                first.put("expectedType", type.expected()).put("foundType", type.found());
            case Difference.NotShown absent -> first.put("notShown", true);
            case Difference.Failed failed -> first.put("failure", failed.failure());
        };
    }
}
