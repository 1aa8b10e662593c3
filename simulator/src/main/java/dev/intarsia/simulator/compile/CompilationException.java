package dev.intarsia.simulator.compile;

/** Generated Java did not compile, or there is no compiler. */
public final class CompilationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CompilationException(String message) {
        super(message);
    }

    CompilationException(String message, Throwable cause) {
        super(message, cause);
    }
}
