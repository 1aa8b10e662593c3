package dev.intarsia.cli.command;

import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.ir.plan.Planner;
import dev.intarsia.ir.plan.Planners;
import dev.intarsia.ir.plan.WrittenPlanner;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who plans for an accelerator, or the plan itself. */
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

    @Option(
            names = "--plan",
            paramLabel = "PLAN",
            description = "A plan that 'show --level schedule' wrote, perhaps changed by hand, instead of a planner.")
    private Path plan;

    Planner planner() {
        if (plan != null) {
            if (planner != null) {
                throw new ParameterException(command.commandLine(), "--plan and --planner exclude each other");
            }
            SourceText text = SourceText.read(plan);
            return new WrittenPlanner(text.file(), text.text());
        }
        return planner == null
                ? Planners.standard()
                : Planners.named(planner)
                        .orElseThrow(() -> new ParameterException(
                                command.commandLine(),
                                "there is no planner '" + planner + "'; there are "
                                        + String.join(", ", Planners.names())));
    }
}
