package dev.intarsia.cli;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * The standard error, where the launcher has put it aside. A Java machine with an incubating module warns of it before any code of ours runs, and
 * has no option against that: so the launcher starts it with its standard error shut, and the true one open under another number.
 */
final class KeptError {

    /** The file descriptor that is the true standard error. */
    static final String PROPERTY = "intarsia.kept.error";

    private static final int STANDARD_ERROR = 2;

    private KeptError() {}

    /** Takes the standard error back; does nothing where it was not put aside. */
    @SuppressWarnings("restricted") // the launcher enables native access
    static void restore() {
        Integer kept = Integer.getInteger(PROPERTY);
        if (kept == null) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        MethodHandle dup2 = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("dup2"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        int status;
        try {
            status = (int) dup2.invokeExact((int) kept, STANDARD_ERROR);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
        if (status != STANDARD_ERROR) {
            System.out.println("intarsia: file descriptor " + kept + " is not open; unset " + PROPERTY);
            System.exit(ExitStatus.OUR_MISTAKE.code());
        }
    }
}
