package dev.intarsia.cli.size;

/**
 * A datapath, and what a network gives on it.
 *
 * @param weights bits of a weight
 * @param activations bits of an activation
 * @param accumulator bits of an accumulator
 * @param kind what it does with what does not fit, as a sweep is written
 * @param right right answers
 * @param overflow whether sums leave the accumulator
 * @param overflowedSums how many sums did not fit, counted in the inference with exact sums
 * @param overflowedSamples in how many samples that happened
 * @param firstLayer the first layer in which it did; empty where it did not
 */
public record Point(
        int weights,
        int activations,
        int accumulator,
        String kind,
        int right,
        Overflow overflow,
        long overflowedSums,
        int overflowedSamples,
        String firstLayer) {

    /** What is known of sums that do not fit. */
    public enum Overflow {
        PROVED_NONE("proved-none"),
        NONE_SEEN("none-seen"),
        SEEN("seen");

        private final String text;

        Overflow(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
