package dev.intarsia.cli;

import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.cli.report.Numbers;
import dev.intarsia.hwtest.foreign.Binding;
import dev.intarsia.hwtest.foreign.DesignCheck;
import dev.intarsia.hwtest.foreign.DesignFault;
import dev.intarsia.hwtest.foreign.Operation;
import dev.intarsia.hwtest.foreign.Pace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What {@code verify --rtl} says.
 *
 * @param origin where the transactions come from
 * @param reproducer where a small case is, if there is a difference
 * @param options those that name the design, as they were given
 */
public record DesignText(Binding binding, String origin, DesignCheck.Verdict verdict, Path reproducer, String options) {

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("design       " + binding.name() + ", " + origin);
        lines.add("reference    " + binding.operation().keyword() + " by the arithmetic");
        lines.add("compared     " + Numbers.grouped(verdict.words()) + " words in " + Numbers.grouped(verdict.cycles())
                + " cycles; "
                + verdict.runs().stream().map(DesignText::pace).collect(Collectors.joining(", ")));
        if (verdict.first().isEmpty()) {
            lines.add("every word is equal");
        }
        verdict.first().ifPresent(finding -> difference(lines, finding));
        return lines;
    }

    private static String pace(Pace pace) {
        return pace.seed().isEmpty() ? "without gaps" : "with random gaps and waits";
    }

    private void difference(List<String> lines, DesignCheck.Finding finding) {
        DesignFault fault = finding.fault();
        lines.add("DIFFERENT    " + Numbers.grouped(verdict.mismatches()) + " words");
        lines.add("");
        lines.add("first difference: " + pace(finding.pace()) + ", transaction " + fault.transaction() + ", cycle "
                + fault.cycle());
        lines.add("  " + finding.transaction());
        lines.add("  " + fault.text());
        lines.add("  the expected word comes about so:");
        int width = finding.steps().stream()
                .mapToInt(step -> Long.toString(step.value()).length())
                .max()
                .orElse(1);
        for (Operation.Step step : finding.steps()) {
            lines.add(String.format(Locale.ROOT, "    %" + width + "d  %s", step.value(), step.text()));
        }
        lines.add("");
        int left = finding.small().transactions().size();
        lines.add("shown again by " + left + (left == 1 ? " transaction" : " transactions") + ", kept in " + reproducer
                + ":");
        finding.small().transactions().forEach(transaction -> lines.add("    " + transaction));
        lines.add("    " + finding.smallFault().text());
        lines.add("  intarsia verify " + options + " --replay " + reproducer);
    }

    /** For scripts. */
    public JsonObject json(double seconds) {
        JsonObject json = new JsonObject()
                .put("design", binding.name())
                .put("operation", binding.operation().keyword())
                .put("vectors", verdict.vectors())
                .put("reference", "arithmetic")
                .put("engines", List.of(binding.name()))
                .put("words", verdict.words())
                .put("mismatches", verdict.mismatches())
                .put("cycles", new JsonObject().put("rtl", verdict.cycles()));
        verdict.first()
                .ifPresent(finding -> json.put("first", first(finding))
                        .put(
                                "trace",
                                finding.steps().stream()
                                        .map(step -> new JsonObject()
                                                .put("text", step.text())
                                                .put("value", step.value()))
                                        .toList())
                        .put("reproducer", reproducer.toString()));
        return json.put("seconds", seconds);
    }

    private JsonObject first(DesignCheck.Finding finding) {
        DesignFault fault = finding.fault();
        JsonObject first = new JsonObject()
                .put("engine", binding.name())
                .put("vector", fault.transaction())
                .put("layer", binding.operation().keyword())
                .put("cycle", fault.cycle());
        return switch (fault) {
            case DesignFault.Word word -> first.put("expected", word.expected()).put("found", word.found());
            case DesignFault.Missing missing ->
                first.put("expected", missing.expected()).put("failure", missing.text());
            case DesignFault.Unexpected unexpected ->
                first.put("found", unexpected.found()).put("failure", unexpected.text());
            case DesignFault.Withdrawn withdrawn ->
                first.put("found", withdrawn.offered()).put("failure", withdrawn.text());
            case DesignFault.Stopped stopped -> first.put("failure", stopped.text());
        };
    }
}
