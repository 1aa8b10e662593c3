package dev.intarsia.simulator.machine;

import dev.intarsia.ir.target.AccumulatorOverflow;
import java.util.Arrays;

/**
 * The accumulator memories of many inferences, side by side: entry, column, lane. Grows with the entries in use.
 *
 * <p>Sums that wrap at up to 32 bits are ints, others are doubles: a sum of products of 16-bit words is exact in a double for more than
 * four million terms. Elements are floats, which hold every word of 16 bits. Sums and elements are of different types so that the compiler
 * knows that they do not overlap, and vectorizes the loops along the inferences.
 *
 * <p>Wrapping is put off until a sum is looked at, which is the same as wrapping at every addition; only {@code saturate(chunk)} bounds
 * sums on the way.
 */
final class LockstepSums {

    /** A sum of four products is exact in a float up to here. */
    private static final double EXACT_IN_FLOAT = 1 << 24;

    private final SumRule rule;
    private final int columns;
    private final int lanes;
    private final boolean narrow;
    private int[] ints = new int[0];
    private double[] doubles = new double[0];

    LockstepSums(SumRule rule, int columns, int lanes) {
        this.rule = rule;
        this.columns = columns;
        this.lanes = lanes;
        this.narrow = rule.overflow() instanceof AccumulatorOverflow.Wrap && rule.bits() <= Integer.SIZE;
    }

    /** The index of a sum of the first inference; the others follow. */
    int at(int entry, int column) {
        return (entry * columns + column) * lanes;
    }

    /** Makes room for entries up to, but without, this one. */
    void reserve(int entries) {
        int needed = at(entries, 0);
        if (narrow && ints.length < needed) {
            ints = Arrays.copyOf(ints, needed);
        } else if (!narrow && doubles.length < needed) {
            doubles = Arrays.copyOf(doubles, needed);
        }
    }

    /** Whether sums wrap at up to 32 bits. */
    boolean narrow() {
        return narrow;
    }

    /** A sum as it is kept. */
    long kept(int index) {
        return rule.kept(exact(index));
    }

    /**
     * The sums of all inferences and their bias as post-processing takes them.
     *
     * @param into one place for each inference
     */
    void finished(int at, long bias, long[] into) {
        if (narrow) {
            finished(ints, at, (int) bias, Integer.SIZE - rule.bits(), into);
            return;
        }
        for (int i = 0; i < lanes; i++) {
            into[i] = rule.finished(exact(at + i) + bias);
        }
    }

    /** Sums that wrap: only their low bits count. */
    private static void finished(int[] sums, int at, int bias, int unused, long[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = sums[at + i] + bias << unused >> unused;
        }
    }

    private long exact(int index) {
        return narrow ? ints[index] : (long) doubles[index];
    }

    /** Sets the sums of all inferences to a value each. */
    void set(int at, long[] values) {
        if (narrow) {
            for (int i = 0; i < lanes; i++) {
                ints[at + i] = (int) values[i];
            }
        } else {
            for (int i = 0; i < lanes; i++) {
                doubles[at + i] = rule.kept(values[i]);
            }
        }
    }

    /** Sets the sums of all inferences to zero. */
    void clear(int at) {
        if (narrow) {
            Arrays.fill(ints, at, at + lanes, 0);
        } else {
            Arrays.fill(doubles, at, at + lanes, 0);
        }
    }

    /**
     * Adds products to the sums of all inferences, chunk by chunk where chunks are bounded.
     *
     * @param x elements of at most {@code largest}
     * @param places of each tap the index of the first inference's element
     * @param factors one for each tap, from {@code firstFactor} on
     */
    void add(int at, float[] x, double largest, int[] places, int taps, double[] factors, int firstFactor) {
        int chunk = Math.min(rule.chunk(), taps);
        for (int first = 0; first < taps; first += chunk) {
            int end = Math.min(first + chunk, taps);
            int q = first;
            for (; q + 4 <= end; q += 4) {
                int f = firstFactor + q;
                addFour(at, x, largest, places, q, factors[f], factors[f + 1], factors[f + 2], factors[f + 3]);
            }
            for (; q < end; q++) {
                addOne(at, x, largest, places[q], factors[firstFactor + q]);
            }
            bound(at);
        }
    }

    private void addFour(
            int at, float[] x, double largest, int[] places, int q, double w0, double w1, double w2, double w3) {
        int x0 = places[q];
        int x1 = places[q + 1];
        int x2 = places[q + 2];
        int x3 = places[q + 3];
        if (!narrow) {
            addFour(doubles, at, lanes, x, x0, x1, x2, x3, w0, w1, w2, w3);
        } else if (largest * (Math.abs(w0) + Math.abs(w1) + Math.abs(w2) + Math.abs(w3)) <= EXACT_IN_FLOAT) {
            addFour(ints, at, lanes, x, x0, x1, x2, x3, (float) w0, (float) w1, (float) w2, (float) w3);
        } else {
            addOne(at, x, largest, x0, w0);
            addOne(at, x, largest, x1, w1);
            addOne(at, x, largest, x2, w2);
            addOne(at, x, largest, x3, w3);
        }
    }

    private void addOne(int at, float[] x, double largest, int place, double w) {
        if (!narrow) {
            addOne(doubles, at, lanes, x, place, w);
        } else if (largest * Math.abs(w) <= EXACT_IN_FLOAT) {
            addOne(ints, at, lanes, x, place, (float) w);
        } else {
            addWide(ints, at, lanes, x, place, (int) w);
        }
    }

    /**
     * Sets the sums of all inferences to the greatest of some elements.
     *
     * @param row room for a value of each inference
     */
    void maximum(int at, float[] x, int[] places, int taps, long[] row) {
        for (int i = 0; i < lanes; i++) {
            float largest = x[places[0] + i];
            for (int q = 1; q < taps; q++) {
                largest = Math.max(largest, x[places[q] + i]);
            }
            row[i] = (long) largest;
        }
        set(at, row);
    }

    /** Bounds what is bounded at every addition. */
    private void bound(int at) {
        if (rule.overflow() instanceof AccumulatorOverflow.SaturateChunk) {
            for (int i = at; i < at + lanes; i++) {
                doubles[i] = Math.clamp(doubles[i], -rule.high() - 1, rule.high());
            }
        }
    }

    private static void addFour(
            double[] sums,
            int at,
            int lanes,
            float[] x,
            int x0,
            int x1,
            int x2,
            int x3,
            double w0,
            double w1,
            double w2,
            double w3) {
        for (int i = 0; i < lanes; i++) {
            sums[at + i] = sums[at + i] + w0 * x[x0 + i] + w1 * x[x1 + i] + w2 * x[x2 + i] + w3 * x[x3 + i];
        }
    }

    private static void addFour(
            int[] sums,
            int at,
            int lanes,
            float[] x,
            int x0,
            int x1,
            int x2,
            int x3,
            float w0,
            float w1,
            float w2,
            float w3) {
        for (int i = 0; i < lanes; i++) {
            sums[at + i] += (int) (w0 * x[x0 + i] + w1 * x[x1 + i] + w2 * x[x2 + i] + w3 * x[x3 + i]);
        }
    }

    private static void addOne(double[] sums, int at, int lanes, float[] x, int x0, double w) {
        for (int i = 0; i < lanes; i++) {
            sums[at + i] = sums[at + i] + w * x[x0 + i];
        }
    }

    private static void addOne(int[] sums, int at, int lanes, float[] x, int x0, float w) {
        for (int i = 0; i < lanes; i++) {
            sums[at + i] += (int) (w * x[x0 + i]);
        }
    }

    /** Products that a float does not hold; ints keep their low bits. */
    private static void addWide(int[] sums, int at, int lanes, float[] x, int x0, int w) {
        for (int i = 0; i < lanes; i++) {
            sums[at + i] += w * (int) x[x0 + i];
        }
    }
}
