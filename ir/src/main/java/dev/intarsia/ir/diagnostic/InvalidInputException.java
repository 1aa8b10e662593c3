package dev.intarsia.ir.diagnostic;

import java.util.List;
import java.util.stream.Collectors;

/** The input is at fault: carries every message of the stage that refused it, at least one of them an error. */
public final class InvalidInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Diagnostic> diagnostics;

    public InvalidInputException(List<Diagnostic> diagnostics) {
        super(diagnostics.stream().map(Diagnostic::render).collect(Collectors.joining()));
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** A single error. */
    public static InvalidInputException of(Location location, String message, String help) {
        return new InvalidInputException(List.of(new Diagnostic(Severity.ERROR, location, message, help)));
    }

    /** Every message, in the order in which they were found. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}
