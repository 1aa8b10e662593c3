package dev.intarsia.ir.arithmetic;

import java.util.Optional;

/**
 * The form of a requantization: how a wide accumulator becomes a number at the output's scale. A form carries no
 * parameters; those (multipliers, shifts, scales, thresholds) are per channel and come as integer words, so that a
 * kernel keeps them in buffers. The zero point is added, and the result narrowed, by the caller.
 *
 * <p>Each form is monotone in x over its domain, for a multiplier or scale that is not negative.
 */
public sealed interface Requantizer permits MultiplyShift, PowerOfTwo, RealScale, Thresholds {
    /** The text form, as in {@code double i32 half_away}, {@code pow2 half_even}, {@code float32 half_even}. */
    String text();

    /** The inverse of {@link #text()}; empty for any other text. */
    static Optional<Requantizer> parse(String text) {
        String[] words = text.split(" ", -1);
        return switch (words[0]) {
            case "double", "single" -> MultiplyShift.parse(words).map(r -> r);
            case "pow2" -> PowerOfTwo.parse(words).map(r -> r);
            case "float32", "float64", "thresholds" -> {
                for (Requantizer r : new Requantizer[] {RealScale.R3, RealScale.R4, new Thresholds()}) {
                    if (r.text().equals(text)) {
                        yield Optional.of(r);
                    }
                }
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }
}
