package dev.intarsia.hwtest.junit;

import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.hwtest.tool.MissingToolException;
import dev.intarsia.hwtest.tool.ToolProbe;
import dev.intarsia.hwtest.tool.ToolProbe.Found;
import dev.intarsia.hwtest.tool.ToolProbe.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** The condition behind {@link RequiresTool}. */
final class RequiresToolCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<ToolProbe> probes = new ArrayList<>();
        AnnotationSupport.findAnnotation(context.getElement(), RequiresTool.class)
                .ifPresent(annotation -> {
                    for (String name : annotation.value()) {
                        probes.add(ExternalTool.named(name)
                                .orElseThrow(() -> new IllegalArgumentException("no tool is called " + name))
                                .probe());
                    }
                });
        return decide(probes, toolsAreRequired());
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
