package dev.intarsia.frontend.text;

import dev.intarsia.ir.diagnostic.Diagnostic;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.Span;
import java.util.Comparator;

/** Ends the reading of a text: messages come in the order of their places, those about other files last. */
public final class SourceOrder {

    private static final Comparator<Diagnostic> BY_PLACE = Comparator.<Diagnostic>comparingInt(
                    d -> d.location() instanceof Span span ? span.line() : Integer.MAX_VALUE)
            .thenComparingInt(d -> d.location() instanceof Span span ? span.column() : Integer.MAX_VALUE);

    private SourceOrder() {}

    /**
     * Ends the stage.
     *
     * @throws InvalidInputException when an error was found
     */
    public static void stopOnErrors(Diagnostics diagnostics) {
        if (diagnostics.hasErrors()) {
            throw new InvalidInputException(
                    diagnostics.found().stream().sorted(BY_PLACE).toList());
        }
    }
}
