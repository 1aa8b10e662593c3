package dev.intarsia.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where the Java machine begins. */
public final class Main {

    private Main() {}

    /** Runs the command line and ends the Java machine with its {@linkplain ExitStatus status}. */
    public static void main(String[] arguments) {
        KeptError.restore();
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
}
