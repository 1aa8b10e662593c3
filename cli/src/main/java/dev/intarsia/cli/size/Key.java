package dev.intarsia.cli.size;

import dev.intarsia.ir.arithmetic.Rounding;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What of a datapath can be swept. */
public enum Key {
    WEIGHTS("weights", Kind.BITS, 2, 16, true, true, true),
    ACTIVATIONS("activations", Kind.BITS, 2, 16, true, true, true),
    PIXELS("pixels", Kind.BITS, 1, 16, true, false, true),
    ACCUMULATOR("accumulator", Kind.BITS, 2, 64, false, true, true),
    OVERFLOW("overflow", Kind.NAME, 0, 0, false, true, true),
    BIAS("bias", Kind.BITS, 2, 48, false, true, true),
    MULTIPLIER("multiplier", Kind.BITS, 2, 32, false, true, true),
    ROUNDING("rounding", Kind.NAME, 0, 0, true, true, true),
    ARRAY("array", Kind.NAME, 0, 0, false, false, false),
    SCRATCHPAD("scratchpad", Kind.BITS, 1, 4096, false, false, false),
    PORT("port", Kind.BITS, 8, 1024, false, false, false);

    private enum Kind {
        BITS,
        NAME
    }

    private static final String PROFILE = "profile";

    private final String text;
    private final Kind kind;
    private final int least;
    private final int most;
    private final boolean ofReal;
    private final boolean perLayer;
    private final boolean changesWords;

    Key(String text, Kind kind, int least, int most, boolean ofReal, boolean perLayer, boolean changesWords) {
        this.text = text;
        this.kind = kind;
        this.least = least;
        this.most = most;
        this.ofReal = ofReal;
        this.perLayer = perLayer;
        this.changesWords = changesWords;
    }

    /** As a sweep is written. */
    public String text() {
        return text;
    }

    /** Whether it can be swept of models of real numbers only. */
    boolean isOfReal() {
        return ofReal;
    }

    /** Whether single layers can have a value of their own. */
    boolean isPerLayer() {
        return perLayer;
    }

    /** Whether it is a width that changes words of the network. */
    public boolean changesInteger() {
        return changesWords && isNumber();
    }

    /** Whether it changes words of the network; otherwise only what they cost. */
    boolean changesWords() {
        return changesWords;
    }

    /** Whether its values are whole numbers. */
    public boolean isNumber() {
        return kind == Kind.BITS;
    }

    int least() {
        return least;
    }

    int most() {
        return most;
    }

    static Optional<Key> named(String text) {
        return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(Key::text).collect(Collectors.joining(", "));
    }

    /** What is wrong with a value that is no number; empty where nothing is. */
    Optional<String> wrong(String value) {
        Predicate<String> right = switch (this) {
            case OVERFLOW -> v -> AccumulatorKind.parse(v).isPresent();
            case ROUNDING -> v -> v.equals(PROFILE) || Rounding.parse(v).isPresent();
            case ARRAY -> v -> v.matches("([2-9]|[1-9][0-9]{1,2})x[1-9][0-9]{0,2}");
            case WEIGHTS, ACTIVATIONS, PIXELS, ACCUMULATOR, BIAS, MULTIPLIER, SCRATCHPAD, PORT -> v -> true;
        };
        return right.test(value) ? Optional.empty() : Optional.of(said());
    }

    private String said() {
        return switch (this) {
            case OVERFLOW -> "wrap, saturate_end, or saturate(n): after every n products";
            case ROUNDING ->
                Stream.concat(
                                Stream.of(PROFILE),
                                Arrays.stream(Rounding.values()).map(Rounding::text))
                        .collect(Collectors.joining(", "));
            case ARRAY -> "rows and columns: 8x8";
            case WEIGHTS, ACTIVATIONS, PIXELS, ACCUMULATOR, BIAS, MULTIPLIER, SCRATCHPAD, PORT ->
                "8, or 4..8, or 4,6,8";
        };
    }

    /** What a network has where a sweep says nothing. */
    static List<String> standardOverflows() {
        return List.of("wrap", "saturate_end");
    }

    /** Whether a rounding is the one that the arithmetic profile has anyway. */
    static boolean isProfiles(String rounding) {
        return rounding.equals(PROFILE);
    }
}
