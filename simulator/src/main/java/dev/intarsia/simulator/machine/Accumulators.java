package dev.intarsia.simulator.machine;

import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;

/**
 * The accumulator memory: entries of {@code cols} sums each.
 *
 * <p>What a sum becomes that leaves its width is the target's {@link SumRule}.
 *
 * <p>Sums of up to 32 bits that need no more are ints, others longs. An entry takes {@link #stride} places: where vector lanes
 * are at work, as many as fill whole vectors.
 */
final class Accumulators {

    private final SumRule rule;
    private final int entries;
    private final int columns;
    private final int stride;
    private final int[] ints;
    private final long[] longs;

    /** @param stride places from entry to entry: at least the target's columns */
    Accumulators(Accelerator target, int stride) {
        rule = new SumRule(target.overflow(), target.accumulatorBits());
        entries = target.accumulatorEntries();
        columns = target.cols();
        this.stride = stride;
        boolean exact = rule.overflow() instanceof AccumulatorOverflow.SaturateEnd;
        boolean narrow = rule.bits() <= 32 && !exact;
        ints = new int[narrow ? entries * stride : 0];
        longs = new long[narrow ? 0 : entries * stride];
    }

    /** Whether sums are ints that wrap, so that vector lanes may add to them directly. */
    boolean wrapsInInts() {
        return ints.length > 0 && rule.overflow() instanceof AccumulatorOverflow.Wrap;
    }

    /** How many products are summed exactly before they are added. */
    int chunk() {
        return rule.chunk();
    }

    int bits() {
        return rule.bits();
    }

    int columns() {
        return columns;
    }

    /** Places from entry to entry. */
    int stride() {
        return stride;
    }

    /** The sums, when {@link #wrapsInInts}. */
    int[] ints() {
        return ints;
    }

    /** Whether sums are kept in ints. */
    boolean narrow() {
        return ints.length > 0;
    }

    /** What post-processing takes of a sum and the bias. */
    long finished(long sum) {
        return rule.finished(sum);
    }

    void check(int entry, int count, int channels) {
        check(entry, count, channels, entries, columns);
    }

    /** Checks that entries and channels stay inside of an accumulator memory. */
    static void check(int entry, int count, int channels, int entries, int columns) {
        if (entry < 0 || count < 1 || entry + count > entries || channels < 1 || channels > columns) {
            throw new IllegalStateException("entries " + entry + " … " + (entry + count - 1) + " × " + channels
                    + " of an accumulator memory of " + entries + " × " + columns);
        }
    }

    /** The sum of an entry's column as it is kept. */
    long at(int entry, int column) {
        int place = entry * stride + column;
        return narrow() ? ints[place] : longs[place];
    }

    /** Sets a sum or adds to it, and applies the rule. */
    void add(int entry, int column, long sum, boolean accumulate) {
        int place = entry * stride + column;
        if (narrow()) {
            ints[place] = (int) rule.kept(accumulate ? ints[place] + sum : sum);
        } else {
            longs[place] = rule.kept(accumulate ? longs[place] + sum : sum);
        }
    }

    /** Adds exact partial sums, one entry after the other, {@link #stride} places each. */
    void addAll(int[] partial, int entry, int count, int channels, boolean accumulate) {
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < channels; k++) {
                add(entry + i, k, partial[i * stride + k], accumulate);
            }
        }
    }

    /** Keeps the low bits of sums that vector lanes added to without regard to their width. */
    void wrapAll(int entry, int count) {
        int unused = Integer.SIZE - rule.bits();
        if (unused > 0) {
            for (int i = entry * stride; i < (entry + count) * stride; i++) {
                ints[i] = ints[i] << unused >> unused;
            }
        }
    }
}
