package dev.intarsia.frontend.target;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The parameters of an accelerator. All of them have to be given.
 *
 * <p>Bounds are those of the reference design; see the documentation of the accelerator.
 */
enum Key {
    ROWS(1, 1024),
    COLS(1, 1024),
    ACTIVATION_BITS(2, 16),
    WEIGHT_BITS(2, 16),
    ACCUMULATOR_BITS(4, 64),
    BIAS_BITS(2, 64),
    MULTIPLIER_BITS(2, 32),
    SHIFT_BITS(1, 6),
    OVERFLOW(Kind.OVERFLOW, 0, 0),
    PROFILE(Kind.PROFILE, 0, 0),
    ACTIVATION_BYTES(Kind.BYTES, 64, 1 << 30),
    WEIGHT_BYTES(Kind.BYTES, 64, 1 << 30),
    OUTPUT_BYTES(Kind.BYTES, 64, 1 << 30),
    PARAMETER_ENTRIES(1, 1 << 20),
    ACCUMULATOR_ENTRIES(1, 1 << 20),
    TABLE_ENTRIES(1, 1 << 16),
    VECTOR_LANES(1, 1024),
    PORT_BITS(8, 1024),
    LATENCY_CYCLES(0, 1_000_000),
    BURST_BYTES(1, 1 << 16),
    CLOCK_MHZ(1, 10_000);

    /** What a value is. */
    enum Kind {
        NUMBER,
        /** A number of bytes, which may have a unit. */
        BYTES,
        OVERFLOW,
        PROFILE
    }

    private final Kind kind;
    private final int least;
    private final int greatest;

    Key(int least, int greatest) {
        this(Kind.NUMBER, least, greatest);
    }

    Key(Kind kind, int least, int greatest) {
        this.kind = kind;
        this.least = least;
        this.greatest = greatest;
    }

    /** As it is written. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Kind kind() {
        return kind;
    }

    int least() {
        return least;
    }

    int greatest() {
        return greatest;
    }

    static Optional<Key> of(String word) {
        return Arrays.stream(values()).filter(key -> key.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Key::word).toList();
    }
}
