package dev.intarsia.cli.command;

import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What every command takes. */
@Command(
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nParameters:%n",
        footerHeading = "%nFor example:%n  ",
        sortOptions = false,
        showDefaultValues = true)
public abstract class Subcommand implements Callable<Integer> {

    private final Streams streams;

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
        return run(new Voice(streams, json, quiet)).code();
    }

    abstract ExitStatus run(Voice voice);
}
