package dev.intarsia.simulator.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of products on float lanes, output channels side by side. An activation is broadcast and multiplied with the weights of as many
 * channels as a vector has lanes, for four pixels and two vectors of channels at once, so that each load feeds several products.
 */
final class SumLoops {

    /** As many floats as a register holds. */
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    /** So many pixels are summed at once. */
    static final int PIXELS = 4;

    private SumLoops() {}

    /** The least multiple of a vector's floats that is not below a count. */
    static int roundUp(int count) {
        return (count + FLOATS.length() - 1) / FLOATS.length() * FLOATS.length();
    }

    /**
     * {@code sums[p · stride + k] = Σ_q x[bases[first + p] + offset(q)] · w[q · stride + k]} for all k below {@code stride}.
     *
     * @param pixels a multiple of {@link #PIXELS}
     * @param runs the offset of the first tap of each stretch of taps that lie one after the other
     * @param lengths how many taps each has
     * @param stride a multiple of the floats of a register
     */
    static void dense(
            float[] x,
            int[] bases,
            int first,
            int pixels,
            int[] runs,
            int[] lengths,
            float[] w,
            float[] sums,
            int stride) {
        int lanes = FLOATS.length();
        int k = 0;
        for (; k + 2 * lanes <= stride; k += 2 * lanes) {
            for (int p = 0; p < pixels; p += PIXELS) {
                two(x, bases, first + p, runs, lengths, w, k, sums, p * stride + k, stride);
            }
        }
        for (; k < stride; k += lanes) {
            for (int p = 0; p < pixels; p += PIXELS) {
                one(x, bases, first + p, runs, lengths, w, k, sums, p * stride + k, stride);
            }
        }
    }

    private static void two(
            float[] x,
            int[] bases,
            int pixel,
            int[] runs,
            int[] lengths,
            float[] w,
            int weights,
            float[] sums,
            int at,
            int stride) {
        int next = FLOATS.length();
        int from = weights;
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector t0 = s0;
        FloatVector t1 = s0;
        FloatVector t2 = s0;
        FloatVector t3 = s0;
        for (int run = 0; run < runs.length; run++) {
            int b0 = bases[pixel] + runs[run];
            int b1 = bases[pixel + 1] + runs[run];
            int b2 = bases[pixel + 2] + runs[run];
            int b3 = bases[pixel + 3] + runs[run];
            int length = lengths[run];
            for (int q = 0; q < length; q++) {
                FloatVector v = FloatVector.fromArray(FLOATS, w, from + q * stride);
                FloatVector u = FloatVector.fromArray(FLOATS, w, from + q * stride + next);
                FloatVector x0 = FloatVector.broadcast(FLOATS, x[b0 + q]);
                s0 = x0.fma(v, s0);
                t0 = x0.fma(u, t0);
                FloatVector x1 = FloatVector.broadcast(FLOATS, x[b1 + q]);
                s1 = x1.fma(v, s1);
                t1 = x1.fma(u, t1);
                FloatVector x2 = FloatVector.broadcast(FLOATS, x[b2 + q]);
                s2 = x2.fma(v, s2);
                t2 = x2.fma(u, t2);
                FloatVector x3 = FloatVector.broadcast(FLOATS, x[b3 + q]);
                s3 = x3.fma(v, s3);
                t3 = x3.fma(u, t3);
            }
            from += length * stride;
        }
        s0.intoArray(sums, at);
        t0.intoArray(sums, at + next);
        s1.intoArray(sums, at + stride);
        t1.intoArray(sums, at + stride + next);
        s2.intoArray(sums, at + 2 * stride);
        t2.intoArray(sums, at + 2 * stride + next);
        s3.intoArray(sums, at + 3 * stride);
        t3.intoArray(sums, at + 3 * stride + next);
    }

    private static void one(
            float[] x,
            int[] bases,
            int pixel,
            int[] runs,
            int[] lengths,
            float[] w,
            int weights,
            float[] sums,
            int at,
            int stride) {
        int from = weights;
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int run = 0; run < runs.length; run++) {
            int b0 = bases[pixel] + runs[run];
            int b1 = bases[pixel + 1] + runs[run];
            int b2 = bases[pixel + 2] + runs[run];
            int b3 = bases[pixel + 3] + runs[run];
            int length = lengths[run];
            for (int q = 0; q < length; q++) {
                FloatVector v = FloatVector.fromArray(FLOATS, w, from + q * stride);
                s0 = FloatVector.broadcast(FLOATS, x[b0 + q]).fma(v, s0);
                s1 = FloatVector.broadcast(FLOATS, x[b1 + q]).fma(v, s1);
                s2 = FloatVector.broadcast(FLOATS, x[b2 + q]).fma(v, s2);
                s3 = FloatVector.broadcast(FLOATS, x[b3 + q]).fma(v, s3);
            }
            from += length * stride;
        }
        s0.intoArray(sums, at);
        s1.intoArray(sums, at + stride);
        s2.intoArray(sums, at + 2 * stride);
        s3.intoArray(sums, at + 3 * stride);
    }

    /** {@code sums[p · stride + k] = Σ_q x[bases[first + p] + offsets[q] + k] · w[q · stride + k]}, as {@link #dense}. */
    static void channelwise(
            float[] x, int[] bases, int first, int pixels, int[] offsets, float[] w, float[] sums, int stride) {
        for (int k = 0; k < stride; k += FLOATS.length()) {
            for (int p = 0; p < pixels; p += PIXELS) {
                int b0 = bases[first + p] + k;
                int b1 = bases[first + p + 1] + k;
                int b2 = bases[first + p + 2] + k;
                int b3 = bases[first + p + 3] + k;
                FloatVector s0 = FloatVector.zero(FLOATS);
                FloatVector s1 = s0;
                FloatVector s2 = s0;
                FloatVector s3 = s0;
                for (int q = 0; q < offsets.length; q++) {
                    FloatVector v = FloatVector.fromArray(FLOATS, w, q * stride + k);
                    int o = offsets[q];
                    s0 = FloatVector.fromArray(FLOATS, x, b0 + o).fma(v, s0);
                    s1 = FloatVector.fromArray(FLOATS, x, b1 + o).fma(v, s1);
                    s2 = FloatVector.fromArray(FLOATS, x, b2 + o).fma(v, s2);
                    s3 = FloatVector.fromArray(FLOATS, x, b3 + o).fma(v, s3);
                }
                int at = p * stride + k;
                s0.intoArray(sums, at);
                s1.intoArray(sums, at + stride);
                s2.intoArray(sums, at + 2 * stride);
                s3.intoArray(sums, at + 3 * stride);
            }
        }
    }
}
