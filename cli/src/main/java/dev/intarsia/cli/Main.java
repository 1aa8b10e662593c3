package dev.intarsia.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where the Java machine begins. */
public final class Main {

    private Main() {}

    /**
     * Runs the command line and ends the Java machine with its {@linkplain ExitStatus status}.
     *
     * <p>The launcher starts Java with standard error turned off, since the machine announces the incubating vector module there before
     * any of our code runs, and says in {@code intarsia.stderr} where the real one is.
     */
    public static void main(String[] arguments) {
        String realError = System.getProperty("intarsia.stderr", "");
        if (!realError.isEmpty()) {
            reopenStandardError(realError);
        }
        Streams streams = new Streams(
                new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)),
                new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8)),
                Boolean.getBoolean("intarsia.terminal"),
                System::nanoTime);
        int status = Intarsia.run(streams, arguments);
        streams.out().flush();
        streams.err().flush();
        System.exit(status);
    }

    private static void reopenStandardError(String file) {
        try {
            System.setErr(new PrintStream(new FileOutputStream(file, true), true, StandardCharsets.UTF_8));
        } catch (IOException e) {
            System.out.println("intarsia: cannot write to " + file + ": " + e.getMessage());
            System.exit(ExitStatus.OUR_MISTAKE.code());
        }
    }
}
