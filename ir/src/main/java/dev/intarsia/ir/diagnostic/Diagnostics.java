package dev.intarsia.ir.diagnostic;

import java.util.ArrayList;
import java.util.List;

/** Collects the messages of one stage, in the order in which they were found. */
public final class Diagnostics {

    private final List<Diagnostic> found = new ArrayList<>();

    /** Adds an error. */
    public void error(Location location, String message, String help) {
        found.add(new Diagnostic(Severity.ERROR, location, message, help));
    }

    /** Adds a warning. */
    public void warning(Location location, String message, String help) {
        found.add(new Diagnostic(Severity.WARNING, location, message, help));
    }

    /** Adds everything that another stage, or another part of this one, has found. */
    public void addAll(Diagnostics others) {
        found.addAll(others.found);
    }

    /** Everything found until now. */
    public List<Diagnostic> found() {
        return List.copyOf(found);
    }

    /** Whether there is at least one error. */
    public boolean hasErrors() {
        return found.stream().anyMatch(d -> d.severity() == Severity.ERROR);
    }

    /**
     * Ends the stage.
     *
     * @throws InvalidInputException when an error was found
     */
    public void stopOnErrors() {
        if (hasErrors()) {
            throw new InvalidInputException(found);
        }
    }
}
