package dev.intarsia.frontend.target;

import dev.intarsia.frontend.grammar.AccelParser;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.target.Microcontroller;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes a microcontroller of the lines of one text, and reports all that is wrong with them. */
final class MicrocontrollerBuilder {

    private static final String FLASH_BYTES = "flash_bytes";
    private static final String RAM_BYTES = "ram_bytes";
    private static final String SIMD = "simd";
    private static final String PROFILE = "profile";
    private static final String COMPILER = "compiler";
    private static final String FLAGS = "flags";
    private static final String EMULATOR = "emulator";
    private static final String MACHINE = "machine";
    private static final String FLASH_AT = "flash_at";
    private static final String RAM_AT = "ram_at";

    /** A board is described by all of these or none. */
    private static final List<String> BOARD = List.of(EMULATOR, MACHINE, FLASH_AT, RAM_AT);

    private static final TargetLines.Kind KIND = new TargetLines.Kind(
            "microcontroller",
            "a microcontroller",
            List.of(FLASH_BYTES, RAM_BYTES, SIMD, PROFILE, COMPILER, FLAGS, EMULATOR, MACHINE, FLASH_AT, RAM_AT),
            Set.copyOf(BOARD));

    private final SourceText source;
    private final Diagnostics diagnostics;
    private final ValueReader reader;
    private TargetLines lines;

    MicrocontrollerBuilder(SourceText source, Diagnostics diagnostics) {
        this.source = source;
        this.diagnostics = diagnostics;
        this.reader = new ValueReader(source, diagnostics);
    }

    Optional<Microcontroller> build() {
        lines = TargetLines.read(KIND, source, diagnostics);
        Optional<Integer> flash = value(FLASH_BYTES, v -> reader.bytes(FLASH_BYTES, v, 1 << 10, Integer.MAX_VALUE));
        Optional<Integer> ram = value(RAM_BYTES, v -> reader.bytes(RAM_BYTES, v, 1 << 8, Integer.MAX_VALUE));
        Optional<Microcontroller.Simd> simd = value(SIMD, this::simd);
        Optional<ArithmeticProfile> profile = value(PROFILE, reader::profile);
        Optional<String> compiler = text(COMPILER);
        Optional<String> flags = text(FLAGS);
        Optional<Microcontroller.Board> board = board();
        return diagnostics.hasErrors()
                ? Optional.empty()
                : Optional.of(new Microcontroller(
                        lines.name().orElseThrow(),
                        flash.orElseThrow(),
                        ram.orElseThrow(),
                        simd.orElseThrow(),
                        profile.orElseThrow().name(),
                        compiler.orElseThrow(),
                        flags.orElseThrow(),
                        board,
                        lines.title()));
    }

    private <T> Optional<T> value(String key, Function<AccelParser.ValueContext, Optional<T>> read) {
        return Optional.ofNullable(lines.values().get(key)).flatMap(read);
    }

    private Optional<String> text(String key) {
        return value(key, v -> reader.text(key, v));
    }

    private Optional<Microcontroller.Board> board() {
        List<String> missing =
                BOARD.stream().filter(key -> !lines.places().containsKey(key)).toList();
        if (missing.size() == BOARD.size()) {
            return Optional.empty();
        }
        if (!missing.isEmpty()) {
            diagnostics.error(
                    lines.title(),
                    "the board is not complete: missing " + String.join(", ", missing),
                    "give all of " + String.join(", ", BOARD) + ", or none");
            return Optional.empty();
        }
        Optional<Long> flashAt = value(FLASH_AT, v -> reader.address(FLASH_AT, v));
        Optional<Long> ramAt = value(RAM_AT, v -> reader.address(RAM_AT, v));
        Optional<String> emulator = text(EMULATOR);
        Optional<String> machine = text(MACHINE);
        return diagnostics.hasErrors()
                ? Optional.empty()
                : Optional.of(new Microcontroller.Board(
                        emulator.orElseThrow(), machine.orElseThrow(), flashAt.orElseThrow(), ramAt.orElseThrow()));
    }

    private Optional<Microcontroller.Simd> simd(AccelParser.ValueContext value) {
        String written = source.text(value);
        Optional<Microcontroller.Simd> simd = Arrays.stream(Microcontroller.Simd.values())
                .filter(s -> word(s).equals(written))
                .findFirst();
        return simd.isPresent()
                ? simd
                : reader.refuse(
                        value,
                        "simd is " + written,
                        "write "
                                + Arrays.stream(Microcontroller.Simd.values())
                                        .map(MicrocontrollerBuilder::word)
                                        .collect(Collectors.joining(", ")));
    }

    private static String word(Microcontroller.Simd simd) {
        return simd.name().toLowerCase(Locale.ROOT);
    }
}
