package dev.intarsia.cli.command;

import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command takes. */
@Command(
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nParameters:%n",
        footerHeading = "%nFor example:%n  ",
        sortOptions = false,
        showDefaultValues = true)
public abstract class Subcommand implements Callable<Integer> {

    private final Streams streams;

    @Spec
    private CommandSpec own;

    @Option(
            names = "--json",
            description = "One JSON object on standard output, nothing else there.",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no remarks.",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private boolean quiet;

    @Option(
            names = "--verbose",
            description = "Where our own mistakes happened.",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text.",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private boolean help;

    Subcommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public final Integer call() {
        try {
            return run(new Voice(streams, json, quiet)).code();
        } catch (OutOfMemoryError tooLittle) {
            throw InvalidInputException.of(
                    new ModelNode(input(), ""),
                    String.format(
                            Locale.ROOT,
                            "this takes more memory than the %,d MiB that Java may have",
                            Runtime.getRuntime().maxMemory() >> 20),
                    "take fewer samples, or give Java more with JAVA_TOOL_OPTIONS=-Xmx8g");
        }
    }

    /** What the command works on: its first parameter, or where it has none the command itself. */
    private String input() {
        return own.commandLine().getParseResult().matchedPositionals().stream()
                .flatMap(parameter -> parameter.stringValues().stream())
                .findFirst()
                .orElse(own.qualifiedName());
    }

    abstract ExitStatus run(Voice voice);
}
