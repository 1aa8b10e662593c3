package dev.intarsia.cli.widths;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What the weights of a network may cost.
 *
 * @param kind of the cost
 * @param most of it, above 0
 */
public record WidthBudget(Kind kind, double most) {

    /** What is counted. */
    public enum Kind {
        /** Bits of a weight, on average over all weights. */
        BITS("bits a weight"),
        /** Cycles of one inference on the target. */
        CYCLES("cycles"),
        /** Energy of one inference on the target, in picojoules. */
        ENERGY("pJ");

        private final String unit;

        Kind(String unit) {
            this.unit = unit;
        }

        public String unit() {
            return unit;
        }

        /** Whether a machine is needed to count it. */
        public boolean needsTarget() {
            return this != BITS;
        }
    }

    /** Reads {@code bits=4}, {@code cycles=120000} or {@code energy=2.5e6}; empty for anything else. */
    public static Optional<WidthBudget> parse(String text) {
        String[] parts = text.split("=", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            double most = Double.parseDouble(parts[1]);
            return Arrays.stream(Kind.values())
                    .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(parts[0]))
                    .filter(kind -> Double.isFinite(most) && most > 0)
                    .map(kind -> new WidthBudget(kind, most))
                    .findFirst();
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }

    /** A cost, for people. */
    public String text(double cost) {
        return (kind == Kind.BITS
                        ? String.format(Locale.ROOT, "%.2f ", cost)
                        : String.format(Locale.ROOT, "%,.0f ", cost))
                + kind.unit;
    }
}
