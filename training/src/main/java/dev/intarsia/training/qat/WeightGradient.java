package dev.intarsia.training.qat;

import dev.intarsia.ir.arithmetic.IntFormat;

/**
 * The gradients of the weights of one channel and of their scale, from that of the loss by what their words stand for.
 *
 * <p>A weight inside the format moves with its word, one outside moves the scale alone. Where the weights of one sign had to be drawn toward 0 by a
 * threshold T so that a sum fits, T = (Σ|v/s| − B) / n over the n weights that it leaves, with a bound B that does not move. Hence the words are
 * those of the nearest point of a ball, and what moves all n of them outward alike moves none. That part, the multiplier of the bound, is taken off the
 * gradient of every weight of the sign: one that is worth less falls, and one that has no word now comes back if it is worth more. A scale that grows gives each of the n the same share of what the ball
 * grows by.
 *
 * @param exact weights in steps
 * @param words what became of them
 * @param byWord the gradient of the loss by the real numbers that the words stand for
 * @param format of a word
 */
record WeightGradient(double[] exact, long[] words, double[] byWord, IntFormat format) {

    /** The multiplier of the bound of weights of a sign that were drawn by a threshold, and the mean of their sizes in steps. */
    private record Bound(double sign, double threshold, double multiplier, double mean) {}

    private boolean isInside(int tap) {
        return exact[tap] >= format.min() && exact[tap] <= format.max();
    }

    private Bound bound(double sign, double threshold) {
        if (threshold == 0) {
            return new Bound(sign, 0, 0, 0);
        }
        double outward = 0;
        double sizes = 0;
        int left = 0;
        for (int t = 0; t < exact.length; t++) {
            if (isInside(t) && exact[t] * sign > threshold) {
                outward -= byWord[t] * sign;
                sizes += exact[t] * sign;
                left++;
            }
        }
        return left == 0
                ? new Bound(sign, threshold, 0, 0)
                : new Bound(sign, threshold, Math.max(0, outward / left), sizes / left);
    }

    /**
     * Adds the gradients up.
     *
     * @param positive by how much weights above 0 were drawn, in steps; 0 if they were not
     * @param negative the same of those below
     * @param into receives those of the weights
     * @param from where the channel's begin
     * @return that of the scale
     */
    double add(double positive, double negative, double[] into, int from) {
        Bound above = bound(1, positive);
        Bound below = bound(-1, negative);
        double byScale = 0;
        for (int t = 0; t < exact.length; t++) {
            Bound own = exact[t] > 0 ? above : below;
            double byWeight = byWord[t];
            if (!isInside(t)) {
                byScale += byWeight * words[t];
                continue;
            }
            into[from + t] += byWeight + own.multiplier * Math.signum(exact[t]);
            if (Math.abs(exact[t]) > own.threshold) {
                byScale += byWeight * (words[t] - exact[t] + own.sign * own.mean);
            }
        }
        return byScale;
    }
}
