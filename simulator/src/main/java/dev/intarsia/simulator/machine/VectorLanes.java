package dev.intarsia.simulator.machine;

import static dev.intarsia.simulator.machine.Lanes.INTS;

import jdk.incubator.vector.IntVector;

/**
 * The vector unit on int lanes, modulo 2³²: channels side by side. Each method computes {@code pixels × stride} results from the index
 * {@code at} on; channels beyond those in use get values without meaning.
 */
final class VectorLanes {

    private VectorLanes() {}

    /** {@code Σ_q x[bases[pixel] + offsets[q] + k] · w[weights + q·cols + k]}. */
    static void multiplyAdd(
            int[] x,
            int[] bases,
            int pixels,
            int[] offsets,
            int taps,
            int channels,
            int[] w,
            int weights,
            int cols,
            int[] sums,
            int at,
            int stride) {
        for (int k = 0; k < channels; k += INTS.length()) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                int base = bases[pixel] + k;
                IntVector sum = IntVector.zero(INTS);
                for (int q = 0; q < taps; q++) {
                    sum = sum.add(IntVector.fromArray(INTS, x, base + offsets[q])
                            .mul(IntVector.fromArray(INTS, w, weights + q * cols + k)));
                }
                sum.intoArray(sums, at + pixel * stride + k);
            }
        }
    }

    /** {@code Σ_q x[bases[pixel] + offsets[q] + k]}. */
    static void total(
            int[] x, int[] bases, int pixels, int[] offsets, int taps, int channels, int[] sums, int at, int stride) {
        for (int k = 0; k < channels; k += INTS.length()) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                int base = bases[pixel] + k;
                IntVector sum = IntVector.zero(INTS);
                for (int q = 0; q < taps; q++) {
                    sum = sum.add(IntVector.fromArray(INTS, x, base + offsets[q]));
                }
                sum.intoArray(sums, at + pixel * stride + k);
            }
        }
    }

    /** {@code max_q x[bases[pixel] + offsets[q] + k]}. */
    static void maximum(
            int[] x, int[] bases, int pixels, int[] offsets, int taps, int channels, int[] sums, int at, int stride) {
        for (int k = 0; k < channels; k += INTS.length()) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                int base = bases[pixel] + k;
                IntVector largest = IntVector.broadcast(INTS, Integer.MIN_VALUE);
                for (int q = 0; q < taps; q++) {
                    largest = largest.max(IntVector.fromArray(INTS, x, base + offsets[q]));
                }
                largest.intoArray(sums, at + pixel * stride + k);
            }
        }
    }
}
