package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonStreamParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.UnaryOperator;
import picocli.CommandLine;

/**
 * A command line that was run in this Java machine.
 *
 * @param status its exit status
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record CommandRun(int status, String out, String err) {

    public static CommandRun of(String... arguments) {
        return of(line -> line, arguments);
    }

    /** With a changed set of commands. */
    static CommandRun of(UnaryOperator<CommandLine> change, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = change.apply(Intarsia.commandLine(streams(out, err))).execute(arguments);
        return new CommandRun(status, out.toString(), err.toString());
    }

    static Streams streams(StringWriter out, StringWriter err) {
        return new Streams(new PrintWriter(out), new PrintWriter(err), false, System::nanoTime);
    }

    public CommandRun expect(ExitStatus expected) {
        assertEquals(expected.code(), status, () -> "standard error:\n" + err + "\nstandard output:\n" + out);
        return this;
    }

    /** The one JSON object on standard output, and nothing else there. */
    public JsonObject json() {
        JsonStreamParser values = new JsonStreamParser(out);
        JsonElement first = values.next();
        assertEquals(false, values.hasNext(), () -> "more than one object:\n" + out);
        return first.getAsJsonObject();
    }
}
