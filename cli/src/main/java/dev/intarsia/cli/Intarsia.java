package dev.intarsia.cli;

import dev.intarsia.cli.command.CompileCommand;
import dev.intarsia.cli.command.ConvertCommand;
import dev.intarsia.cli.command.DemoCommand;
import dev.intarsia.cli.command.DoctorCommand;
import dev.intarsia.cli.command.FinetuneCommand;
import dev.intarsia.cli.command.QuantizeCommand;
import dev.intarsia.cli.command.RunCommand;
import dev.intarsia.cli.command.ShowCommand;
import dev.intarsia.cli.command.SimulateCommand;
import dev.intarsia.cli.command.SizeCommand;
import dev.intarsia.cli.command.Subcommand;
import dev.intarsia.cli.command.VerifyCommand;
import dev.intarsia.hwtest.engine.Engines;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command with its subcommands, and what becomes of everything that goes wrong. */
@Command(
        name = "intarsia",
        description = "Compiles trained neural networks for fixed-point hardware, and simulates them bit by bit.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Start with: intarsia demo"})
public final class Intarsia implements Runnable {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say what can be written here.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    /**
     * Runs a command line.
     *
     * @return the exit status
     */
    public static int run(Streams streams, String... arguments) {
        return commandLine(streams).execute(arguments);
    }

    static CommandLine commandLine(Streams streams) {
        CommandLine line = new CommandLine(new Intarsia());
        List.<Subcommand>of(
                        new DemoCommand(streams),
                        new DoctorCommand(streams),
                        new SimulateCommand(streams),
                        new RunCommand(streams),
                        new VerifyCommand(streams, Engines.ALL),
                        new SizeCommand(streams),
                        new ShowCommand(streams),
                        new CompileCommand(streams),
                        new ConvertCommand(streams),
                        new QuantizeCommand(streams),
                        new FinetuneCommand(streams))
                .forEach(line::addSubcommand);
        line.setOut(streams.out());
        line.setErr(streams.err());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((failure, args) -> badUsage(failure));
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, streams.err(), parsed));
        return line;
    }

    /** Without a subcommand. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: one of the commands is missing");
    }

    private static int badUsage(ParameterException failure) {
        CommandLine line = failure.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("intarsia: " + failure.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try 'intarsia" + (line.getParent() == null ? "" : " " + line.getCommandName()) + " --help'.");
        err.flush();
        return ExitStatus.BAD_USAGE.code();
    }

    private static int failed(Exception failure, PrintWriter err, CommandLine.ParseResult parsed) {
        ExitStatus status;
        if (failure instanceof InvalidInputException invalid) {
            err.print(invalid.getMessage());
            status = ExitStatus.BAD_INPUT;
        } else {
            err.println("intarsia: this is our own mistake, not yours: " + failure);
            err.println("Please report it with the command line and its files; --verbose adds where it happened.");
            status = ExitStatus.OUR_MISTAKE;
        }
        if (wantsTrace(parsed) && status == ExitStatus.OUR_MISTAKE) {
            failure.printStackTrace(err);
        }
        err.flush();
        return status.code();
    }

    private static boolean wantsTrace(CommandLine.ParseResult parsed) {
        return System.getenv("INTARSIA_DEBUG") != null
                || parsed.expandedArgs().stream().anyMatch("--verbose"::equals)
                || Arrays.asList(parsed.originalArgs().toArray()).contains("--verbose");
    }
}
