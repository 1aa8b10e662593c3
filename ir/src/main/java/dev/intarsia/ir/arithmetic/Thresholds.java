package dev.intarsia.ir.arithmetic;

/**
 * Requantization by counting: the output is the number of thresholds that x has reached. Exact for any monotone step
 * function.
 */
public record Thresholds() implements Requantizer {
    /**
     * The number of thresholds ≤ x: 0 to {@code sortedThresholds.length}.
     *
     * @param sortedThresholds ascending; equal ones count each
     */
    public long rescale(long x, long[] sortedThresholds) {
        int reached = 0;
        int end = sortedThresholds.length;
        while (reached < end) {
            int middle = (reached + end) >>> 1;
            if (sortedThresholds[middle] <= x) {
                reached = middle + 1;
            } else {
                end = middle;
            }
        }
        return reached;
    }

    @Override
    public String text() {
        return "thresholds";
    }
}
