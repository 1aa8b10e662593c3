package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.Span;
import java.io.StringWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What holds for every command. */
class ContractTest {

    static Stream<CommandLine> commands() {
        return Intarsia.commandLine(CommandRun.streams(new StringWriter(), new StringWriter()))
                .getSubcommands()
                .values()
                .stream();
    }

    static Stream<String> names() {
        return commands().map(CommandLine::getCommandName);
    }

    @Test
    void allCommandsAreThere() {
        assertEquals(
                Set.of(
                        "demo",
                        "doctor",
                        "show",
                        "quantize",
                        "finetune",
                        "simulate",
                        "run",
                        "convert",
                        "compile",
                        "verify",
                        "size"),
                names().collect(java.util.stream.Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void helpHasOneExample(String command) {
        CommandRun help = CommandRun.of(command, "--help").expect(ExitStatus.DONE);
        assertEquals("", help.err());
        String[] halves = help.out().split("For example:", -1);
        assertEquals(2, halves.length, help.out());
        assertTrue(halves[1].strip().startsWith("intarsia " + command), help.out());
        assertEquals(1, halves[1].strip().lines().count(), help.out());
    }

    /** The example of each help text is a command line that the command takes. */
    @ParameterizedTest
    @MethodSource("names")
    void theExampleIsACommandLine(String command) {
        String help = CommandRun.of(command, "--help").out();
        String[] example = help.substring(help.indexOf("intarsia " + command, help.indexOf("For example:")))
                .strip()
                .split(" ");
        CommandLine.ParseResult parsed = Intarsia.commandLine(
                        CommandRun.streams(new StringWriter(), new StringWriter()))
                .parseArgs(Stream.of(example).skip(1).toArray(String[]::new));
        assertEquals(command, parsed.subcommand().commandSpec().name());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandTakesJsonAndQuiet(CommandLine command) {
        assertTrue(command.getCommandSpec()
                .optionsMap()
                .keySet()
                .containsAll(Set.of("--json", "--quiet", "--help", "--verbose")));
    }

    @Test
    void helpOfTheWholeNamesEveryCommand() {
        String help = CommandRun.of("--help").expect(ExitStatus.DONE).out();
        names().forEach(name -> assertTrue(help.contains("  " + name), help));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "doctor --nonsense", "doctor extra", "--nonsense"})
    void aWrongCommandLineIsTwo(String line) {
        CommandRun run =
                CommandRun.of(line.isEmpty() ? new String[0] : line.split(" ")).expect(ExitStatus.BAD_USAGE);
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("intarsia: "), run.err());
        assertTrue(run.err().contains("--help"), run.err());
    }

    @Command(name = "fail")
    private static final class Failing implements Callable<Integer> {
        private final RuntimeException failure;

        @Option(names = "--verbose")
        private boolean verbose;

        private Failing(RuntimeException failure) {
            this.failure = failure;
        }

        @Override
        public Integer call() {
            throw failure;
        }
    }

    private static CommandRun failing(RuntimeException failure, String... arguments) {
        return CommandRun.of(line -> line.addSubcommand(new Failing(failure)), arguments);
    }

    @Test
    void badInputIsOneAndSaysWhere() {
        Span place = new Span("m.inta", 3, 5, 4, "y = conw2d(x)");
        InvalidInputException invalid =
                InvalidInputException.of(place, "there is no operator 'conw'", "did you mean 'conv2d'?");
        CommandRun run = failing(invalid, "fail").expect(ExitStatus.BAD_INPUT);
        assertEquals("", run.out());
        assertEquals("""
                m.inta:3:5: error: there is no operator 'conw'
                    y = conw2d(x)
                        ^~~~
                  help: did you mean 'conv2d'?
                """, run.err());
    }

    @Test
    void ourMistakeIsFourAndShowsItsTraceOnlyWhenAsked() {
        IllegalStateException mistake = new IllegalStateException("pass FoldBatchNorm lost a node");
        CommandRun brief = failing(mistake, "fail").expect(ExitStatus.OUR_MISTAKE);
        assertEquals("", brief.out());
        assertTrue(brief.err().contains("our own mistake"), brief.err());
        assertTrue(brief.err().contains("pass FoldBatchNorm lost a node"), brief.err());
        assertFalse(brief.err().contains("\tat "), brief.err());
        CommandRun verbose = failing(mistake, "fail", "--verbose").expect(ExitStatus.OUR_MISTAKE);
        assertTrue(
                verbose.err().lines().anyMatch(line -> line.startsWith("\tat ") && line.contains("ContractTest")),
                verbose.err());
    }

    @Test
    void doctorSaysTheSameToPeopleAndScripts() {
        String people = CommandRun.of("doctor").expect(ExitStatus.DONE).out();
        var tools =
                CommandRun.of("doctor", "--json").expect(ExitStatus.DONE).json().getAsJsonArray("tools");
        assertEquals(dev.intarsia.cli.doctor.Checkup.tools().size(), tools.size());
        tools.forEach(tool -> {
            var entry = tool.getAsJsonObject();
            boolean present = entry.get("present").getAsBoolean();
            String mark =
                    (present ? "ok       " : "missing  ") + entry.get("name").getAsString();
            assertTrue(people.contains(mark), people);
            assertTrue(
                    people.contains(entry.get(present ? "version" : "install").getAsString()), people);
        });
    }
}
