package dev.intarsia.simulator.machine;

import dev.intarsia.ir.target.AccumulatorOverflow;

/**
 * What a sum becomes that leaves the accumulators' width. {@code wrap}: it keeps its low bits at every addition, which is the same as once
 * at the end. {@code saturate_end}: it is kept exactly until post-processing bounds it. {@code saturate(chunk)}: every addition of a chunk
 * bounds it.
 *
 * @param bits the accumulators' width
 */
record SumRule(AccumulatorOverflow overflow, int bits) {

    /** How many products are summed exactly before they are added. */
    int chunk() {
        return overflow instanceof AccumulatorOverflow.SaturateChunk(int chunk) ? chunk : Integer.MAX_VALUE;
    }

    /** What is kept of a sum after an addition. */
    long kept(long sum) {
        return switch (overflow) {
            case AccumulatorOverflow.Wrap w -> wrapped(sum);
            case AccumulatorOverflow.SaturateEnd s -> sum;
            case AccumulatorOverflow.SaturateChunk s -> bounded(sum);
        };
    }

    /** What post-processing takes of the sum and the bias. */
    long finished(long sum) {
        return switch (overflow) {
            case AccumulatorOverflow.Wrap w -> wrapped(sum);
            case AccumulatorOverflow.SaturateEnd s -> bounded(sum);
            case AccumulatorOverflow.SaturateChunk s -> bounded(sum);
        };
    }

    /** The greatest word of that width. */
    long high() {
        return -1L >>> (Long.SIZE - bits + 1);
    }

    private long wrapped(long sum) {
        int unused = Long.SIZE - bits;
        return sum << unused >> unused;
    }

    private long bounded(long sum) {
        return Math.clamp(sum, -high() - 1, high());
    }
}
