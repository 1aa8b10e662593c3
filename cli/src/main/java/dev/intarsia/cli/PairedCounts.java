package dev.intarsia.cli;

import java.util.List;

/**
 * Two networks on the same samples. What both get right or wrong says nothing of their difference; what is left is won or lost.
 *
 * @param won right only after the change
 * @param lost right only before it
 * @param answers all samples
 */
public record PairedCounts(int won, int lost, int answers) {

    private static final double EACH_TAIL = 0.025;
    private static final int BISECTIONS = 60;

    /** Compares two lists of answers with the labels, one for one. */
    public static PairedCounts of(List<Integer> before, List<Integer> after, List<Integer> labels) {
        int won = 0;
        int lost = 0;
        for (int i = 0; i < labels.size(); i++) {
            boolean first = before.get(i).equals(labels.get(i));
            boolean second = after.get(i).equals(labels.get(i));
            won += second && !first ? 1 : 0;
            lost += first && !second ? 1 : 0;
        }
        return new PairedCounts(won, lost, labels.size());
    }

    /** The change of the accuracy, from −1 to 1. */
    public double change() {
        return (double) (won - lost) / answers;
    }

    /** The lower end of the exact 95 % interval of the change. */
    public double low() {
        return ofShare(lowerShare(won, won + lost));
    }

    /** The upper end of the exact 95 % interval of the change. */
    public double high() {
        return ofShare(1 - lowerShare(lost, won + lost));
    }

    /** The change when this share of the samples that differ is won. */
    private double ofShare(double share) {
        return (2 * share - 1) * (won + lost) / answers;
    }

    /**
     * The lower end of the interval of a binomial share, {@code P(X ≥ hits | share) = 2.5 %}. Source: Clopper and Pearson, "The use of confidence or
     * fiducial limits illustrated in the case of the binomial", 1934.
     */
    private static double lowerShare(int hits, int trials) {
        if (hits == 0) {
            return 0;
        }
        double low = 0;
        double high = 1;
        for (int step = 0; step < BISECTIONS; step++) {
            double middle = (low + high) / 2;
            if (upperTail(hits, trials, middle) < EACH_TAIL) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double upperTail(int hits, int trials, double share) {
        double logChoose = 0; // ln of trials over 0
        double sum = 0;
        for (int k = 0; k <= trials; k++) {
            if (k >= hits) {
                sum += Math.exp(logChoose + k * Math.log(share) + (trials - k) * Math.log1p(-share));
            }
            logChoose += Math.log(trials - k) - Math.log(k + 1.0);
        }
        return sum;
    }
}
