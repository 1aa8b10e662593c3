package dev.intarsia.frontend.target;

import dev.intarsia.frontend.grammar.AccelLexer;
import dev.intarsia.frontend.grammar.AccelParser;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.frontend.text.Statement;
import dev.intarsia.frontend.text.Statements;
import dev.intarsia.frontend.text.Suggestion;
import dev.intarsia.frontend.text.SyntaxErrors;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.CharStreams;

/**
 * The lines of a description of a target: its name, and the value of each parameter.
 *
 * @param name as the first line gives it; empty when that was wrong
 * @param title where the name stands
 * @param values the written values, by parameter
 * @param places where each parameter's value stands, also of one that could not be read
 */
record TargetLines(
        Optional<String> name, Span title, Map<String, AccelParser.ValueContext> values, Map<String, Span> places) {

    /**
     * A kind of target.
     *
     * @param word that its file begins with
     * @param article the same for messages
     * @param parameters all that it has
     * @param optional those that may be missing
     */
    record Kind(String word, String article, List<String> parameters, Set<String> optional) {}

    /** Reads all lines; reports whatever is wrong with them, but for the values. */
    static TargetLines read(Kind kind, SourceText source, Diagnostics diagnostics) {
        return new Reader(kind, source, diagnostics).read();
    }

    private static final class Reader {

        private final Kind kind;
        private final SourceText source;
        private final Diagnostics diagnostics;
        private final Map<String, AccelParser.ValueContext> values = new HashMap<>();
        private final Map<String, Span> places = new HashMap<>();
        /** Parameters that wrong words are near to: these are not reported as missing. */
        private final Set<String> meant = new HashSet<>();

        private Optional<String> name = Optional.empty();
        private Span title;

        Reader(Kind kind, SourceText source, Diagnostics diagnostics) {
            this.kind = kind;
            this.source = source;
            this.diagnostics = diagnostics;
            this.title = source.beginning();
        }

        TargetLines read() {
            List<Statement> statements = Statements.ofLines(new AccelLexer(CharStreams.fromString(source.text())));
            boolean named = false;
            for (Statement statement : statements) {
                Optional<AccelParser.StatementContext> tree = SyntaxErrors.parse(
                        statement, new AccelParser(statement.stream()), AccelParser::statement, source, diagnostics);
                boolean first = statement == statements.getFirst();
                named |= first && statement.first().getText().equals(kind.word());
                if (tree.isEmpty()) {
                    if (kind.parameters().contains(statement.first().getText())) {
                        places.put(statement.first().getText(), source.span(statement.first()));
                    }
                } else if (tree.get().title() != null) {
                    title(tree.get().title(), first);
                } else {
                    entry(tree.get().entry());
                }
            }
            if (!named) {
                diagnostics.error(
                        source.beginning(),
                        "the " + kind.word() + " has no name",
                        "begin the file with " + kind.word() + " NAME");
            }
            reportMissing();
            return new TargetLines(name, title, values, places);
        }

        private void title(AccelParser.TitleContext written, boolean first) {
            if (first) {
                name = new ValueReader(source, diagnostics).name(written.word());
                title = source.span(written.word());
            } else {
                diagnostics.error(
                        source.span(written),
                        "the name is not in the first line, or given twice",
                        "begin the file with " + kind.word() + " NAME, and give it once");
            }
        }

        private void entry(AccelParser.EntryContext entry) {
            String word = entry.word().getText();
            if (!kind.parameters().contains(word)) {
                diagnostics.error(
                        source.span(entry.word()),
                        kind.article() + " has no parameter '" + word + "'",
                        Suggestion.among(word, "the parameters", kind.parameters()));
                Suggestion.nearest(word, kind.parameters()).ifPresent(meant::add);
                return;
            }
            Span first = places.get(word);
            if (first != null) {
                diagnostics.error(
                        source.span(entry.word()),
                        "'" + word + "' is given twice",
                        "remove one of them; the first is in line " + first.line());
                return;
            }
            places.put(word, source.span(entry.value()));
            values.put(word, entry.value());
        }

        private void reportMissing() {
            List<String> missing = new ArrayList<>();
            for (String parameter : kind.parameters()) {
                if (!places.containsKey(parameter)
                        && !meant.contains(parameter)
                        && !kind.optional().contains(parameter)) {
                    missing.add(parameter);
                }
            }
            if (!missing.isEmpty()) {
                diagnostics.error(
                        title,
                        missing.size() == 1
                                ? "the parameter " + missing.getFirst() + " is missing"
                                : "these parameters are missing: " + String.join(", ", missing),
                        "add a line for each; a target that ships shows them all");
            }
        }
    }
}
