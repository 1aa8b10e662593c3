package dev.intarsia.frontend.target;

import dev.intarsia.frontend.grammar.AccelParser;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.target.Fpga;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes an FPGA of the lines of one text, and reports all that is wrong with them. */
final class FpgaBuilder {

    private static final String PART = "part";
    private static final String TYPES = "types";
    private static final String CLOCK_MHZ = "clock_mhz";
    private static final String PROFILE = "profile";
    private static final String LUTS = "luts";
    private static final String DSPS = "dsps";
    private static final String BRAM18 = "bram18";
    private static final String WEIGHTS = "weights";
    private static final String DATA = "data";
    private static final String CONTROL = "control";

    private static final TargetLines.Kind KIND = new TargetLines.Kind(
            "fpga",
            "an FPGA",
            List.of(PART, TYPES, CLOCK_MHZ, PROFILE, LUTS, DSPS, BRAM18, WEIGHTS, DATA, CONTROL),
            Set.of());

    private final SourceText source;
    private final Diagnostics diagnostics;
    private final ValueReader reader;
    private TargetLines lines;

    FpgaBuilder(SourceText source, Diagnostics diagnostics) {
        this.source = source;
        this.diagnostics = diagnostics;
        this.reader = new ValueReader(source, diagnostics);
    }

    Optional<Fpga> build() {
        lines = TargetLines.read(KIND, source, diagnostics);
        Optional<String> part = value(PART, v -> reader.text(PART, v));
        Optional<Fpga.Types> types = choice(TYPES, Fpga.Types.values());
        Optional<Integer> clock = count(CLOCK_MHZ, 1, 2000);
        Optional<ArithmeticProfile> profile = value(PROFILE, reader::profile);
        Optional<Integer> luts = count(LUTS, 0, Integer.MAX_VALUE);
        Optional<Integer> dsps = count(DSPS, 0, Integer.MAX_VALUE);
        Optional<Integer> brams = count(BRAM18, 0, Integer.MAX_VALUE);
        Optional<Fpga.Weights> weights = choice(WEIGHTS, Fpga.Weights.values());
        Optional<Fpga.Data> data = choice(DATA, Fpga.Data.values());
        Optional<Fpga.Control> control = choice(CONTROL, Fpga.Control.values());
        return diagnostics.hasErrors()
                ? Optional.empty()
                : Optional.of(new Fpga(
                        lines.name().orElseThrow(),
                        part.orElseThrow(),
                        types.orElseThrow(),
                        clock.orElseThrow(),
                        new Fpga.Budget(luts.orElseThrow(), dsps.orElseThrow(), brams.orElseThrow()),
                        weights.orElseThrow(),
                        data.orElseThrow(),
                        control.orElseThrow(),
                        profile.orElseThrow().name(),
                        lines.title()));
    }

    private <T> Optional<T> value(String key, Function<AccelParser.ValueContext, Optional<T>> read) {
        return Optional.ofNullable(lines.values().get(key)).flatMap(read);
    }

    private Optional<Integer> count(String key, int least, int greatest) {
        return value(key, v -> reader.count(key, v, least, greatest));
    }

    private <E extends Enum<E>> Optional<E> choice(String key, E[] choices) {
        return value(key, v -> {
            String written = source.text(v);
            Optional<E> chosen = Arrays.stream(choices)
                    .filter(choice -> word(choice).equals(written))
                    .findFirst();
            return chosen.isPresent()
                    ? chosen
                    : reader.refuse(
                            v,
                            key + " is " + written,
                            "write "
                                    + Arrays.stream(choices)
                                            .map(FpgaBuilder::word)
                                            .collect(Collectors.joining(", ")));
        });
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
