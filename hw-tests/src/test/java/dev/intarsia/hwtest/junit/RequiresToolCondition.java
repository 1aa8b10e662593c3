package dev.intarsia.hwtest.junit;

import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.hwtest.tool.MissingToolException;
import dev.intarsia.hwtest.tool.ToolProbe;
import dev.intarsia.hwtest.tool.ToolProbe.Found;
import dev.intarsia.hwtest.tool.ToolProbe.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** The condition behind {@link RequiresTool}. */
public final class RequiresToolCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), RequiresTool.class)
                .map(annotation -> decide(probes(annotation.value()), toolsAreRequired()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("no tool is needed"));
    }

    /**
     * Why tests that need these tools are skipped; empty when they are there. For engines that do not know {@link RequiresTool}.
     *
     * @throws MissingToolException if a tool is missing and tools are required
     */
    public static Optional<String> missing(String... names) {
        ConditionEvaluationResult result = decide(probes(names), toolsAreRequired());
        return result.isDisabled() ? result.getReason() : Optional.empty();
    }

    private static List<ToolProbe> probes(String... names) {
        List<ToolProbe> probes = new ArrayList<>();
        for (String name : names) {
            probes.add(ExternalTool.named(name)
                    .orElseThrow(() -> new IllegalArgumentException("no tool is called " + name))
                    .probe());
        }
        return probes;
    }

    /**
     * Enabled if all tools are there, disabled with what to install if not.
     *
     * @throws MissingToolException if a tool is missing and {@code required}
     */
    static ConditionEvaluationResult decide(List<ToolProbe> probes, boolean required) {
        List<String> hints = new ArrayList<>();
        for (ToolProbe probe : probes) {
            switch (probe) {
                case Found _ -> {}
                case Missing missing when required -> throw new MissingToolException(missing);
                case Missing missing -> hints.add(missing.hint());
            }
        }
        return hints.isEmpty()
                ? ConditionEvaluationResult.enabled(
                        probes.stream().map(probe -> probe.orThrow().version()).collect(Collectors.joining("; ")))
                : ConditionEvaluationResult.disabled(String.join("; ", hints));
    }

    private static boolean toolsAreRequired() {
        String name = "INTARSIA_REQUIRE_TOOLS";
        return System.getenv("CI") != null || "1".equals(System.getenv(name)) || "1".equals(System.getProperty(name));
    }
}
