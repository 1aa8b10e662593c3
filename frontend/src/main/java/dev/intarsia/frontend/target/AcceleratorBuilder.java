package dev.intarsia.frontend.target;

import dev.intarsia.frontend.grammar.AccelLexer;
import dev.intarsia.frontend.grammar.AccelParser;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.frontend.text.Statement;
import dev.intarsia.frontend.text.Statements;
import dev.intarsia.frontend.text.Suggestion;
import dev.intarsia.frontend.text.SyntaxErrors;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Span;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.MemoryPort;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.CharStreams;

/** Makes an accelerator of the lines of one text, and reports all that is wrong with them. */
final class AcceleratorBuilder {

    private final SourceText source;
    private final Diagnostics diagnostics;
    private final ValueReader values;
    private final Map<Key, Span> places = new EnumMap<>(Key.class);
    /** Keys that wrong words are near to: these are not reported as missing. */
    private final Set<Key> meant = EnumSet.noneOf(Key.class);

    private final Map<Key, Integer> numbers = new EnumMap<>(Key.class);
    private Optional<AccumulatorOverflow> overflow = Optional.empty();
    private Optional<ArithmeticProfile> profile = Optional.empty();
    private Optional<String> name = Optional.empty();
    private Span title;

    AcceleratorBuilder(SourceText source, Diagnostics diagnostics) {
        this.source = source;
        this.diagnostics = diagnostics;
        this.values = new ValueReader(source, diagnostics);
        this.title = source.beginning();
    }

    Optional<Accelerator> build() {
        List<Statement> statements = Statements.ofLines(new AccelLexer(CharStreams.fromString(source.text())));
        boolean named = false;
        for (Statement statement : statements) {
            Optional<AccelParser.StatementContext> tree = SyntaxErrors.parse(
                    statement, new AccelParser(statement.stream()), AccelParser::statement, source, diagnostics);
            boolean first = statement == statements.getFirst();
            named |= first && statement.first().getText().equals("accelerator");
            if (tree.isEmpty()) {
                Key.of(statement.first().getText()).ifPresent(key -> places.put(key, source.span(statement.first())));
            } else if (tree.get().title() != null) {
                title(tree.get().title(), first);
            } else {
                entry(tree.get().entry());
            }
        }
        if (!named) {
            diagnostics.error(
                    source.beginning(), "the accelerator has no name", "begin the file with accelerator NAME");
        }
        reportMissing();
        new Consistency(numbers, profile, places, diagnostics).check();
        return diagnostics.hasErrors() ? Optional.empty() : Optional.of(accelerator());
    }

    private void title(AccelParser.TitleContext written, boolean first) {
        if (first) {
            name = values.name(written.word());
            title = source.span(written.word());
        } else {
            diagnostics.error(
                    source.span(written),
                    "the name is not in the first line, or given twice",
                    "begin the file with accelerator NAME, and give it once");
        }
    }

    private void entry(AccelParser.EntryContext entry) {
        String word = entry.word().getText();
        Optional<Key> found = Key.of(word);
        if (found.isEmpty()) {
            diagnostics.error(
                    source.span(entry.word()),
                    "an accelerator has no parameter '" + word + "'",
                    Suggestion.among(word, "the parameters", Key.words()));
            Suggestion.nearest(word, Key.words()).flatMap(Key::of).ifPresent(meant::add);
            return;
        }
        Key key = found.get();
        Span first = places.get(key);
        if (first != null) {
            diagnostics.error(
                    source.span(entry.word()),
                    "'" + word + "' is given twice",
                    "remove one of them; the first is in line " + first.line());
            return;
        }
        places.put(key, source.span(entry.value()));
        switch (key.kind()) {
            case NUMBER, BYTES -> values.number(key, entry.value()).ifPresent(number -> numbers.put(key, number));
            case OVERFLOW -> overflow = values.overflow(entry.value());
            case PROFILE -> profile = values.profile(entry.value());
        }
    }

    private void reportMissing() {
        List<String> missing = new ArrayList<>();
        for (Key key : Key.values()) {
            if (!places.containsKey(key) && !meant.contains(key)) {
                missing.add(key.word());
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

    private Accelerator accelerator() {
        return new Accelerator(
                name.orElseThrow(),
                numbers.get(Key.ROWS),
                numbers.get(Key.COLS),
                numbers.get(Key.ACTIVATION_BITS),
                numbers.get(Key.WEIGHT_BITS),
                numbers.get(Key.ACCUMULATOR_BITS),
                numbers.get(Key.BIAS_BITS),
                numbers.get(Key.MULTIPLIER_BITS),
                numbers.get(Key.SHIFT_BITS),
                overflow.orElseThrow(),
                profile.orElseThrow().name(),
                numbers.get(Key.ACTIVATION_BYTES),
                numbers.get(Key.WEIGHT_BYTES),
                numbers.get(Key.OUTPUT_BYTES),
                numbers.get(Key.PARAMETER_ENTRIES),
                numbers.get(Key.ACCUMULATOR_ENTRIES),
                numbers.get(Key.TABLE_ENTRIES),
                numbers.get(Key.VECTOR_LANES),
                new MemoryPort(
                        numbers.get(Key.PORT_BITS), numbers.get(Key.LATENCY_CYCLES), numbers.get(Key.BURST_BYTES)),
                numbers.get(Key.CLOCK_MHZ),
                title);
    }
}
