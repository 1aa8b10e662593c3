package dev.intarsia.cli.size;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an accumulator does with what does not fit.
 *
 * @param text as a sweep is written: {@code wrap}, {@code saturate_end}, {@code saturate(4)}
 * @param chunk products that are summed exactly before each saturating addition; 0 for those that do not saturate on the way
 */
public record AccumulatorKind(String text, int chunk) {

    static final AccumulatorKind WRAP = new AccumulatorKind("wrap", 0);
    static final AccumulatorKind SATURATE_END = new AccumulatorKind("saturate_end", 0);

    private static final Pattern CHUNK = Pattern.compile("saturate\\(([1-9][0-9]{0,5})\\)");

    /** The inverse of {@link #text()}. */
    public static Optional<AccumulatorKind> parse(String text) {
        Matcher chunk = CHUNK.matcher(text);
        if (chunk.matches()) {
            return Optional.of(new AccumulatorKind(text, Integer.parseInt(chunk.group(1))));
        }
        return switch (text) {
            case "wrap" -> Optional.of(WRAP);
            case "saturate_end" -> Optional.of(SATURATE_END);
            default -> Optional.empty();
        };
    }

    /** Whether it depends on the order of the products. */
    boolean saturatesOnTheWay() {
        return chunk > 0;
    }

    /** An accumulator of this kind. */
    public Accumulation of(int bits) {
        IntFormat format = new IntFormat(true, bits);
        return saturatesOnTheWay()
                ? new Accumulation.SaturateChunk(format, chunk)
                : equals(WRAP) ? new Accumulation.Wrap(format) : new Accumulation.SaturateEnd(format);
    }
}
