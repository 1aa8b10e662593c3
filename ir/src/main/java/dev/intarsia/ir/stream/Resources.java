package dev.intarsia.ir.stream;

import dev.intarsia.ir.target.Fpga;
import java.util.Optional;

/**
 * What a part of a design is estimated to take of a device. An estimate by plain rules, not the answer of any tool.
 *
 * @param luts look-up tables
 * @param dsps multipliers
 * @param brams memories of 18 Kibit
 */
public record Resources(long luts, long dsps, long brams) {

    static final Resources NONE = new Resources(0, 0, 0);

    /** Words of a look-up table that is a memory, and of a shift register. */
    private static final int SMALL_DEPTH = 64;

    /** What fits into look-up tables as cheaply as into a memory of its own. */
    private static final long SMALL_BITS = 1024;

    /** Products of narrower factors are made of look-up tables. */
    private static final int NARROW = 4;

    Resources plus(Resources other) {
        return new Resources(luts + other.luts, dsps + other.dsps, brams + other.brams);
    }

    Resources times(long count) {
        return new Resources(luts * count, dsps * count, brams * count);
    }

    static Resources logic(long luts) {
        return new Resources(luts, 0, 0);
    }

    /** A memory of words so wide, so many of them. */
    static Resources memory(long bits, long depth) {
        if (depth <= 1 || bits == 0) {
            return NONE;
        }
        if (depth <= SMALL_DEPTH || bits * depth <= SMALL_BITS) {
            return logic(bits * Math.ceilDiv(depth, SMALL_DEPTH));
        }
        long brams = Long.MAX_VALUE;
        for (int width = 36; width >= 9; width /= 2) {
            brams = Math.min(brams, Math.ceilDiv(bits, width) * Math.ceilDiv(depth, 18 * 1024 / width));
        }
        return new Resources(0, 0, brams);
    }

    /** A product of two factors of so many bits: multipliers take 18 by 25 bits and a sign. */
    static Resources product(int a, int b) {
        int narrow = Math.min(a, b);
        int wide = Math.max(a, b);
        if (narrow <= 1) {
            return logic(wide);
        }
        return narrow <= NARROW
                ? logic((long) narrow * wide)
                : new Resources(0, (long) Math.ceilDiv(narrow, 18) * Math.ceilDiv(wide, 27), 0);
    }

    /** Of which resource a budget has too little, if it has. */
    Optional<Shortage> beyond(Fpga.Budget budget) {
        if (dsps > budget.dsps()) {
            return Optional.of(new Shortage("dsps", dsps, budget.dsps()));
        }
        if (brams > budget.brams()) {
            return Optional.of(new Shortage("bram18", brams, budget.brams()));
        }
        return luts > budget.luts() ? Optional.of(new Shortage("luts", luts, budget.luts())) : Optional.empty();
    }

    /** More is needed of a resource than there is. */
    record Shortage(String resource, long needed, long has) {
        long of(Resources resources) {
            return switch (resource) {
                case "dsps" -> resources.dsps;
                case "bram18" -> resources.brams;
                default -> resources.luts;
            };
        }
    }
}
