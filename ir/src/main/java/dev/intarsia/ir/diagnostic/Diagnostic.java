package dev.intarsia.ir.diagnostic;

import java.util.Objects;

/**
 * One message to the user.
 *
 * @param severity error or warning
 * @param location where
 * @param message what was found and what was expected: one sentence without a full stop
 * @param help what to write or do instead, or empty
 */
public record Diagnostic(Severity severity, Location location, String message, String help) {

    public Diagnostic {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(help, "help");
    }

    /**
     * The text that the user sees: place and message, then for a {@link Span} the source line with a caret, then the help.
     *
     * <pre>
     * fashion.inta:6:17: error: 'imagee' is not defined
     *     conv1 = conv2d(imagee, conv1.w)
     *                    ^~~~~~
     *   help: did you mean 'image'?
     * </pre>
     */
    public String render() {
        StringBuilder text = new StringBuilder();
        text.append(location.describe()).append(": ").append(severity.name().toLowerCase(java.util.Locale.ROOT));
        text.append(": ").append(message).append('\n');
        if (span(location) instanceof Span span) {
            text.append("    ").append(span.sourceLine().stripTrailing()).append('\n');
            text.append("    ").append(indentLike(span)).append('^');
            text.append("~".repeat(Math.max(0, span.length() - 1))).append('\n');
        }
        if (!help.isEmpty()) {
            text.append("  help: ").append(help).append('\n');
        }
        return text.toString();
    }

    private static Location span(Location location) {
        return location instanceof Derived derived ? span(derived.origin()) : location;
    }

    /** Blanks up to the span's column; tabs stay tabs, so that the caret stands under its column. */
    private static String indentLike(Span span) {
        StringBuilder indent = new StringBuilder();
        int[] points = span.sourceLine().codePoints().toArray();
        for (int i = 0; i < span.column() - 1; i++) {
            indent.append(i < points.length && points[i] == '\t' ? '\t' : ' ');
        }
        return indent.toString();
    }
}
