package dev.intarsia.cli.command;

import dev.intarsia.ir.plan.Planner;
import dev.intarsia.ir.plan.Planners;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who plans for an accelerator. */
final class PlannerOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--planner",
            paramLabel = "P",
            description = "Who plans tiles and places, the first by default: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Names.OfPlanners.class,
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private String planner;

    Planner planner() {
        return planner == null
                ? Planners.standard()
                : Planners.named(planner)
                        .orElseThrow(() -> new ParameterException(
                                command.commandLine(),
                                "there is no planner '" + planner + "'; there are "
                                        + String.join(", ", Planners.names())));
    }
}
