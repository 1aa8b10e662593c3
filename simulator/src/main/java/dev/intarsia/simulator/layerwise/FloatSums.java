package dev.intarsia.simulator.layerwise;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Sums of products side by side as floats, each in a lane of a vector that stays in its register until all products are added. */
final class FloatSums {

    /** So many channels are summed at once, so that each word that is loaded feeds as many products. */
    static final int CHANNELS = 4;

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    /** So many sums of a channel lie side by side. */
    static final int SIDE_BY_SIDE = 2 * LANES;

    private FloatSums() {}

    /** Copies {@link #SIDE_BY_SIDE} words. */
    static void copy(float[] from, int first, float[] to, int at) {
        FloatVector.fromArray(FLOATS, from, first).intoArray(to, at);
        FloatVector.fromArray(FLOATS, from, first + LANES).intoArray(to, at + LANES);
    }

    /**
     * Sums of four channels; every partial sum, in any order, is a whole number that a float holds.
     *
     * @param under the words under each tap, {@link #SIDE_BY_SIDE} of them for each
     * @param base where those of the first tap begin
     * @param taps which taps are added
     * @param weights of these taps, those of the four channels side by side
     * @param sums for each channel receives its sums
     * @param at where they go
     */
    static void four(float[] under, int base, int[] taps, float[] weights, float[][] sums, int at) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        for (int t = 0; t < taps.length; t++) {
            int from = base + taps[t] * SIDE_BY_SIDE;
            FloatVector x0 = FloatVector.fromArray(FLOATS, under, from);
            FloatVector x1 = FloatVector.fromArray(FLOATS, under, from + LANES);
            FloatVector a = FloatVector.broadcast(FLOATS, weights[t * CHANNELS]);
            a0 = x0.fma(a, a0);
            a1 = x1.fma(a, a1);
            FloatVector b = FloatVector.broadcast(FLOATS, weights[t * CHANNELS + 1]);
            b0 = x0.fma(b, b0);
            b1 = x1.fma(b, b1);
            FloatVector c = FloatVector.broadcast(FLOATS, weights[t * CHANNELS + 2]);
            c0 = x0.fma(c, c0);
            c1 = x1.fma(c, c1);
            FloatVector d = FloatVector.broadcast(FLOATS, weights[t * CHANNELS + 3]);
            d0 = x0.fma(d, d0);
            d1 = x1.fma(d, d1);
        }
        a0.intoArray(sums[0], at);
        a1.intoArray(sums[0], at + LANES);
        b0.intoArray(sums[1], at);
        b1.intoArray(sums[1], at + LANES);
        c0.intoArray(sums[2], at);
        c1.intoArray(sums[2], at + LANES);
        d0.intoArray(sums[3], at);
        d1.intoArray(sums[3], at + LANES);
    }

    /** The same for one channel. */
    static void one(float[] under, int base, int[] taps, float[] weights, float[] sums, int at) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        for (int t = 0; t < taps.length; t++) {
            int from = base + taps[t] * SIDE_BY_SIDE;
            FloatVector a = FloatVector.broadcast(FLOATS, weights[t]);
            a0 = FloatVector.fromArray(FLOATS, under, from).fma(a, a0);
            a1 = FloatVector.fromArray(FLOATS, under, from + LANES).fma(a, a1);
        }
        a0.intoArray(sums, at);
        a1.intoArray(sums, at + LANES);
    }
}
