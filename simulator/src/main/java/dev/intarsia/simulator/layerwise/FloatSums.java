package dev.intarsia.simulator.layerwise;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Sums of products side by side as floats, each in a lane of a vector that stays in its register until all products are added. */
final class FloatSums {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    private FloatSums() {}

    /**
     * Sums; every partial sum, in any order, is a whole number that a float holds.
     *
     * @param under the words under each tap, {@code width} of them side by side
     * @param taps which taps are added
     * @param weights of these taps
     * @param sums receives {@code width} sums
     */
    static void sum(float[] under, int width, int[] taps, float[] weights, float[] sums) {
        int i = 0;
        for (; i + 8 * LANES <= width; i += 8 * LANES) {
            eight(under, width, i, taps, weights, sums);
        }
        for (; i + LANES <= width; i += LANES) {
            one(under, width, i, taps, weights, sums);
        }
        for (; i < width; i++) {
            float sum = 0;
            for (int t = 0; t < taps.length; t++) {
                sum = Math.fma(under[taps[t] * width + i], weights[t], sum);
            }
            sums[i] = sum;
        }
    }

    private static void eight(float[] x, int width, int first, int[] taps, float[] weights, float[] sums) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        for (int t = 0; t < taps.length; t++) {
            int at = taps[t] * width + first;
            FloatVector weight = FloatVector.broadcast(FLOATS, weights[t]);
            a = FloatVector.fromArray(FLOATS, x, at).fma(weight, a);
            b = FloatVector.fromArray(FLOATS, x, at + LANES).fma(weight, b);
            c = FloatVector.fromArray(FLOATS, x, at + 2 * LANES).fma(weight, c);
            d = FloatVector.fromArray(FLOATS, x, at + 3 * LANES).fma(weight, d);
            e = FloatVector.fromArray(FLOATS, x, at + 4 * LANES).fma(weight, e);
            f = FloatVector.fromArray(FLOATS, x, at + 5 * LANES).fma(weight, f);
            g = FloatVector.fromArray(FLOATS, x, at + 6 * LANES).fma(weight, g);
            h = FloatVector.fromArray(FLOATS, x, at + 7 * LANES).fma(weight, h);
        }
        a.intoArray(sums, first);
        b.intoArray(sums, first + LANES);
        c.intoArray(sums, first + 2 * LANES);
        d.intoArray(sums, first + 3 * LANES);
        e.intoArray(sums, first + 4 * LANES);
        f.intoArray(sums, first + 5 * LANES);
        g.intoArray(sums, first + 6 * LANES);
        h.intoArray(sums, first + 7 * LANES);
    }

    private static void one(float[] x, int width, int first, int[] taps, float[] weights, float[] sums) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int t = 0; t < taps.length; t++) {
            sum = FloatVector.fromArray(FLOATS, x, taps[t] * width + first)
                    .fma(FloatVector.broadcast(FLOATS, weights[t]), sum);
        }
        sum.intoArray(sums, first);
    }
}
