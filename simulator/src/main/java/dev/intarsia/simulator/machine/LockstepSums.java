package dev.intarsia.simulator.machine;

/**
 * The inner loops of {@link LockstepCompute}: sums of as many inferences as there are, side by side, as doubles. A sum of products of 16-bit
 * words is exact in a double for more than four million terms. Sums and elements are of different types so that the compiler knows that
 * they do not overlap, and vectorizes.
 */
final class LockstepSums {

    private LockstepSums() {}

    /** {@code sums[at + i] += Σ_j w_j · x[x_j + i]} for four terms j and all inferences i. */
    static void addFour(
            double[] sums,
            int at,
            int inferences,
            float[] x,
            int x0,
            int x1,
            int x2,
            int x3,
            double w0,
            double w1,
            double w2,
            double w3) {
        for (int i = 0; i < inferences; i++) {
            sums[at + i] = sums[at + i] + w0 * x[x0 + i] + w1 * x[x1 + i] + w2 * x[x2 + i] + w3 * x[x3 + i];
        }
    }

    /** {@code sums[at + i] += w · x[x0 + i]} for all inferences i. */
    static void addOne(double[] sums, int at, int inferences, float[] x, int x0, double w) {
        for (int i = 0; i < inferences; i++) {
            sums[at + i] = sums[at + i] + w * x[x0 + i];
        }
    }

    /** {@code sums[at + i] = max(sums[at + i], x[x0 + i])} for all inferences i. */
    static void maximum(double[] sums, int at, int inferences, float[] x, int x0) {
        for (int i = 0; i < inferences; i++) {
            sums[at + i] = Math.max(sums[at + i], x[x0 + i]);
        }
    }

    /** Bounds sums. */
    static void bound(double[] sums, int at, int inferences, double low, double high) {
        for (int i = 0; i < inferences; i++) {
            sums[at + i] = Math.min(Math.max(sums[at + i], low), high);
        }
    }
}
