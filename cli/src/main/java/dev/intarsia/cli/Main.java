package dev.intarsia.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;

/** Where the Java machine begins. */
public final class Main {

    private Main() {}

    /**
     * Runs the command line and ends the Java machine with its {@linkplain ExitStatus status}.
     *
     * <p>The launcher starts Java with standard error turned off, since the machine announces the incubating vector module there before
     * any of our code runs, and says in {@code intarsia.stderr} which descriptor is the real one.
     */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Integer realError = Integer.getInteger("intarsia.stderr");
        if (realError != null) {
            System.setErr(new PrintStream(new FileOutputStream(descriptor(realError)), true, StandardCharsets.UTF_8));
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

    /**
     * A descriptor that the launcher has opened. Opening {@code /dev/fd/3} by name would be another open file with a place of its own,
     * and what a shell writes to the same file would be written over.
     */
    private static FileDescriptor descriptor(int number) throws ReflectiveOperationException {
        Constructor<FileDescriptor> constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
        constructor.setAccessible(true); // the launcher opens java.io to us
        return constructor.newInstance(number);
    }
}
