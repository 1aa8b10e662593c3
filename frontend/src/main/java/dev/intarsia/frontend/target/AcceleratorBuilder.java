package dev.intarsia.frontend.target;

import dev.intarsia.frontend.grammar.AccelParser;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Span;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.MemoryPort;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes an accelerator of the lines of one text, and reports all that is wrong with them. */
final class AcceleratorBuilder {

    private static final TargetLines.Kind KIND =
            new TargetLines.Kind("accelerator", "an accelerator", Key.words(), Set.of());

    private final SourceText source;
    private final Diagnostics diagnostics;
    private final ValueReader values;
    private final Map<Key, Span> places = new EnumMap<>(Key.class);
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
        TargetLines lines = TargetLines.read(KIND, source, diagnostics);
        title = lines.title();
        name = lines.name();
        for (Key key : Key.values()) {
            Optional.ofNullable(lines.places().get(key.word())).ifPresent(place -> places.put(key, place));
            Optional.ofNullable(lines.values().get(key.word())).ifPresent(value -> entry(key, value));
        }
        new Consistency(numbers, profile, places, diagnostics).check();
        return diagnostics.hasErrors() ? Optional.empty() : Optional.of(accelerator());
    }

    private void entry(Key key, AccelParser.ValueContext value) {
        switch (key.kind()) {
            case NUMBER, BYTES -> values.number(key, value).ifPresent(number -> numbers.put(key, number));
            case OVERFLOW -> overflow = values.overflow(value);
            case PROFILE -> profile = values.profile(value);
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
