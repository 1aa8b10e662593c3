package dev.intarsia.ir.arithmetic;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongUnaryOperator;

/**
 * A function on the integers {@code low} … {@code high} that never falls, as the places where it rises: what a
 * requantizer, its zero point and its clamp make of every accumulator. Two functions that never fall are equal if they
 * have one staircase.
 *
 * <p>{@code edge(i)} is the least x at which the value is at least {@code first + i + 1}. A rise by more than 1 is so
 * many equal edges. With {@link Thresholds}, the value is {@code first} plus the number of edges that x has reached.
 */
public final class Staircase {
    /** More steps than any 16-bit word takes. */
    private static final int MOST_EDGES = 1 << 16;

    private final long low;
    private final long high;
    private final long first;
    private final long[] edges;

    private Staircase(long low, long high, long first, long[] edges) {
        this.low = low;
        this.high = high;
        this.first = first;
        this.edges = edges;
    }

    /**
     * The staircase with these edges.
     *
     * @param first the value at {@code low}
     * @param edges ascending, each above {@code low} and at most {@code high}
     * @throws IllegalArgumentException when the interval is empty, or an edge lies outside of it or out of order
     */
    public static Staircase of(long low, long high, long first, long... edges) {
        if (low > high) {
            throw new IllegalArgumentException("empty interval: " + low + " … " + high);
        }
        long before = low + 1;
        for (long edge : edges) {
            if (edge < before || edge <= low || edge > high) {
                throw new IllegalArgumentException(
                        "the edge " + edge + " after " + before + " in " + low + " … " + high);
            }
            before = edge;
        }
        return new Staircase(low, high, first, edges.clone());
    }

    /**
     * The staircase of a function, found by halving: about log2(high − low) evaluations an edge.
     *
     * @param neverFalling at most 2^16 greater at {@code high} than at {@code low}
     * @throws IllegalArgumentException when the interval is empty, the function rises too far, or it is seen to fall
     */
    public static Staircase of(long low, long high, LongUnaryOperator neverFalling) {
        if (low > high) {
            throw new IllegalArgumentException("empty interval: " + low + " … " + high);
        }
        long first = neverFalling.applyAsLong(low);
        long last = neverFalling.applyAsLong(high);
        if (last < first || last - first > MOST_EDGES || last - first < 0) {
            throw new IllegalArgumentException(
                    "from " + first + " to " + last + " between " + low + " and " + high + " is no staircase");
        }
        long[] edges = new long[(int) (last - first)];
        fill(edges, first, low, first, high, last, neverFalling);
        return new Staircase(low, high, first, edges);
    }

    private static void fill(long[] edges, long first, long a, long valueA, long b, long valueB, LongUnaryOperator f) {
        if (valueA == valueB) {
            return;
        }
        if (b - a == 1) {
            Arrays.fill(edges, (int) (valueA - first), (int) (valueB - first), b);
            return;
        }
        long middle = a + (b - a >>> 1);
        long value = f.applyAsLong(middle);
        if (value < valueA || value > valueB) {
            throw new IllegalArgumentException("a function that falls between " + a + " and " + b);
        }
        fill(edges, first, a, valueA, middle, value, f);
        fill(edges, first, middle, value, b, valueB, f);
    }

    /** The least argument. */
    public long low() {
        return low;
    }

    /** The greatest argument. */
    public long high() {
        return high;
    }

    /** The value at {@link #low()}: the least. */
    public long first() {
        return first;
    }

    /** The value at {@link #high()}: the greatest. */
    public long last() {
        return first + edges.length;
    }

    /** How often the function rises by 1. */
    public int edges() {
        return edges.length;
    }

    /** The least x at which the value is at least {@code first() + index + 1}. */
    public long edge(int index) {
        return edges[index];
    }

    /** A copy of all edges: the sorted thresholds of {@link Thresholds#rescale}. */
    public long[] thresholds() {
        return edges.clone();
    }

    /**
     * The value at x.
     *
     * @throws IllegalArgumentException when x is outside of the interval
     */
    public long at(long x) {
        if (x < low || x > high) {
            throw new IllegalArgumentException(x + " is outside of " + low + " … " + high);
        }
        return first + new Thresholds().rescale(x, edges);
    }

    /**
     * The same function on a part of the interval.
     *
     * @throws IllegalArgumentException when the part is empty or leaves the interval
     */
    public Staircase within(long partLow, long partHigh) {
        long start = at(partLow);
        long end = at(partHigh);
        if (partLow > partHigh) {
            throw new IllegalArgumentException("empty interval: " + partLow + " … " + partHigh);
        }
        return new Staircase(
                partLow, partHigh, start, Arrays.copyOfRange(edges, (int) (start - first), (int) (end - first)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Staircase that
                && low == that.low
                && high == that.high
                && first == that.first
                && Arrays.equals(edges, that.edges);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hash(low, high, first) + Arrays.hashCode(edges);
    }

    @Override
    public String toString() {
        return first + " … " + last() + " on " + low + " … " + high;
    }
}
