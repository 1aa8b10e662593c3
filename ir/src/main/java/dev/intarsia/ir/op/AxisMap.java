package dev.intarsia.ir.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where along one axis of an operand each place along one axis of the result is read.
 *
 * @param resultAxis the result's axis
 * @param from for each place there the operand's place, or {@link #OUTSIDE}
 */
record AxisMap(int resultAxis, int[] from) {

    /** A place that is read from nowhere: it gets the operator's own value. */
    static final int OUTSIDE = -1;

    static AxisMap identity(int axis, int size) {
        return new AxisMap(axis, IntStream.range(0, size).toArray());
    }

    boolean isIdentity() {
        return IntStream.range(0, from.length).allMatch(i -> from[i] == i);
    }

    /**
     * Places that follow one another at a constant distance, or that are all outside.
     *
     * @param start the first place of the result
     * @param length how many there are
     * @param first the operand's place of the first of them, or {@link #OUTSIDE}
     * @param step how far apart the operand's places lie
     * @param repeat how many places of the result in a row read the same place
     */
    record Run(int start, int length, int first, int step, int repeat) {
        boolean isOutside() {
            return first == OUTSIDE;
        }
    }

    /** The whole axis in as few runs as going from left to right gives. */
    List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        int start = 0;
        while (start < from.length) {
            Run best = runFrom(start, 1);
            for (int repeat = 2; repeat <= sameFrom(start); repeat++) {
                Run longer = runFrom(start, repeat);
                best = longer.length > best.length ? longer : best;
            }
            runs.add(best);
            start += best.length;
        }
        return runs;
    }

    private int sameFrom(int start) {
        int end = start;
        while (end < from.length && from[end] == from[start]) {
            end++;
        }
        return end - start;
    }

    private Run runFrom(int start, int repeat) {
        int first = from[start];
        if (first == OUTSIDE) {
            return new Run(start, sameFrom(start), OUTSIDE, 0, 1);
        }
        int step = start + repeat < from.length ? from[start + repeat] - first : 0;
        int end = start;
        while (end < from.length && from[end] != OUTSIDE && from[end] == first + step * ((end - start) / repeat)) {
            end++;
        }
        return new Run(start, end - start, first, step, repeat);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AxisMap map && resultAxis == map.resultAxis && Arrays.equals(from, map.from);
    }

    @Override
    public int hashCode() {
        return 31 * resultAxis + Arrays.hashCode(from);
    }

    @Override
    public String toString() {
        return resultAxis + ": " + Arrays.toString(from);
    }
}
