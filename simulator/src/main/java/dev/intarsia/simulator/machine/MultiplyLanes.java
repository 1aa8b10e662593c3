package dev.intarsia.simulator.machine;

import static dev.intarsia.simulator.machine.Lanes.INTS;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;

/**
 * Sums of products on int lanes, modulo 2³²: a vector of output columns for several pixels at once, so that each weight vector is loaded
 * once for all of them and each activation is broadcast.
 */
final class MultiplyLanes {

    private MultiplyLanes() {}

    /**
     * {@code sums[pixel][k] (+)= Σ_q x[bases[pixel] + offsets[q]] · w[weights + q·cols + k]} for all k of {@code stride}; columns beyond
     * {@code cols} get values without meaning.
     *
     * @param firstTap the first of the offsets to use
     * @param weights the index of the weights of that tap
     * @param sums {@code pixels × stride} from the index {@code at} on
     */
    static void multiply(
            int[] x,
            int[] bases,
            int pixels,
            int[] offsets,
            int firstTap,
            int taps,
            int[] w,
            int weights,
            int cols,
            int[] sums,
            int at,
            int stride,
            boolean accumulate) {
        if (!accumulate) {
            Arrays.fill(sums, at, at + pixels * stride, 0);
        }
        int column = 0;
        if (INTS.length() < stride) {
            for (; column + 2 * INTS.length() <= stride; column += 2 * INTS.length()) {
                int pixel = 0;
                for (; pixel + 4 <= pixels; pixel += 4) {
                    fourByTwo(
                            x,
                            bases,
                            pixel,
                            offsets,
                            firstTap,
                            taps,
                            w,
                            weights + column,
                            cols,
                            sums,
                            at + pixel * stride + column,
                            stride);
                }
                for (; pixel < pixels; pixel++) {
                    one(
                            x,
                            bases[pixel],
                            offsets,
                            firstTap,
                            taps,
                            w,
                            weights + column,
                            cols,
                            sums,
                            at + pixel * stride + column);
                    one(
                            x,
                            bases[pixel],
                            offsets,
                            firstTap,
                            taps,
                            w,
                            weights + column + INTS.length(),
                            cols,
                            sums,
                            at + pixel * stride + column + INTS.length());
                }
            }
        }
        for (; column < stride; column += INTS.length()) {
            int pixel = 0;
            for (; pixel + 8 <= pixels; pixel += 8) {
                eight(
                        x,
                        bases,
                        pixel,
                        offsets,
                        firstTap,
                        taps,
                        w,
                        weights + column,
                        cols,
                        sums,
                        at + pixel * stride + column,
                        stride);
            }
            for (; pixel < pixels; pixel++) {
                one(
                        x,
                        bases[pixel],
                        offsets,
                        firstTap,
                        taps,
                        w,
                        weights + column,
                        cols,
                        sums,
                        at + pixel * stride + column);
            }
        }
    }

    private static void eight(
            int[] x,
            int[] bases,
            int pixel,
            int[] offsets,
            int firstTap,
            int taps,
            int[] w,
            int weights,
            int cols,
            int[] sums,
            int at,
            int stride) {
        int b0 = bases[pixel];
        int b1 = bases[pixel + 1];
        int b2 = bases[pixel + 2];
        int b3 = bases[pixel + 3];
        int b4 = bases[pixel + 4];
        int b5 = bases[pixel + 5];
        int b6 = bases[pixel + 6];
        int b7 = bases[pixel + 7];
        IntVector s0 = IntVector.fromArray(INTS, sums, at);
        IntVector s1 = IntVector.fromArray(INTS, sums, at + stride);
        IntVector s2 = IntVector.fromArray(INTS, sums, at + 2 * stride);
        IntVector s3 = IntVector.fromArray(INTS, sums, at + 3 * stride);
        IntVector s4 = IntVector.fromArray(INTS, sums, at + 4 * stride);
        IntVector s5 = IntVector.fromArray(INTS, sums, at + 5 * stride);
        IntVector s6 = IntVector.fromArray(INTS, sums, at + 6 * stride);
        IntVector s7 = IntVector.fromArray(INTS, sums, at + 7 * stride);
        for (int q = 0; q < taps; q++) {
            int o = offsets[firstTap + q];
            IntVector v = IntVector.fromArray(INTS, w, weights + q * cols);
            s0 = s0.add(v.mul(x[b0 + o]));
            s1 = s1.add(v.mul(x[b1 + o]));
            s2 = s2.add(v.mul(x[b2 + o]));
            s3 = s3.add(v.mul(x[b3 + o]));
            s4 = s4.add(v.mul(x[b4 + o]));
            s5 = s5.add(v.mul(x[b5 + o]));
            s6 = s6.add(v.mul(x[b6 + o]));
            s7 = s7.add(v.mul(x[b7 + o]));
        }
        s0.intoArray(sums, at);
        s1.intoArray(sums, at + stride);
        s2.intoArray(sums, at + 2 * stride);
        s3.intoArray(sums, at + 3 * stride);
        s4.intoArray(sums, at + 4 * stride);
        s5.intoArray(sums, at + 5 * stride);
        s6.intoArray(sums, at + 6 * stride);
        s7.intoArray(sums, at + 7 * stride);
    }

    private static void fourByTwo(
            int[] x,
            int[] bases,
            int pixel,
            int[] offsets,
            int firstTap,
            int taps,
            int[] w,
            int weights,
            int cols,
            int[] sums,
            int at,
            int stride) {
        int next = INTS.length();
        int b0 = bases[pixel];
        int b1 = bases[pixel + 1];
        int b2 = bases[pixel + 2];
        int b3 = bases[pixel + 3];
        IntVector s0 = IntVector.fromArray(INTS, sums, at);
        IntVector s1 = IntVector.fromArray(INTS, sums, at + stride);
        IntVector s2 = IntVector.fromArray(INTS, sums, at + 2 * stride);
        IntVector s3 = IntVector.fromArray(INTS, sums, at + 3 * stride);
        IntVector t0 = IntVector.fromArray(INTS, sums, at + next);
        IntVector t1 = IntVector.fromArray(INTS, sums, at + stride + next);
        IntVector t2 = IntVector.fromArray(INTS, sums, at + 2 * stride + next);
        IntVector t3 = IntVector.fromArray(INTS, sums, at + 3 * stride + next);
        for (int q = 0; q < taps; q++) {
            int o = offsets[firstTap + q];
            IntVector v = IntVector.fromArray(INTS, w, weights + q * cols);
            IntVector u = IntVector.fromArray(INTS, w, weights + q * cols + next);
            IntVector x0 = IntVector.broadcast(INTS, x[b0 + o]);
            IntVector x1 = IntVector.broadcast(INTS, x[b1 + o]);
            IntVector x2 = IntVector.broadcast(INTS, x[b2 + o]);
            IntVector x3 = IntVector.broadcast(INTS, x[b3 + o]);
            s0 = s0.add(v.mul(x0));
            s1 = s1.add(v.mul(x1));
            s2 = s2.add(v.mul(x2));
            s3 = s3.add(v.mul(x3));
            t0 = t0.add(u.mul(x0));
            t1 = t1.add(u.mul(x1));
            t2 = t2.add(u.mul(x2));
            t3 = t3.add(u.mul(x3));
        }
        s0.intoArray(sums, at);
        s1.intoArray(sums, at + stride);
        s2.intoArray(sums, at + 2 * stride);
        s3.intoArray(sums, at + 3 * stride);
        t0.intoArray(sums, at + next);
        t1.intoArray(sums, at + stride + next);
        t2.intoArray(sums, at + 2 * stride + next);
        t3.intoArray(sums, at + 3 * stride + next);
    }

    private static void one(
            int[] x,
            int base,
            int[] offsets,
            int firstTap,
            int taps,
            int[] w,
            int weights,
            int cols,
            int[] sums,
            int at) {
        IntVector s = IntVector.fromArray(INTS, sums, at);
        for (int q = 0; q < taps; q++) {
            s = s.add(IntVector.fromArray(INTS, w, weights + q * cols).mul(x[base + offsets[firstTap + q]]));
        }
        s.intoArray(sums, at);
    }
}
