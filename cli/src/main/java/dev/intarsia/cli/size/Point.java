package dev.intarsia.cli.size;

import java.util.BitSet;

/**
 * A datapath, and what a network gives on it.
 *
 * @param datapath what was chosen
 * @param answers which samples were answered right
 * @param overflow whether sums leave the accumulator
 * @param overflowedSums how many sums the accumulators changed, in the point's own inferences
 * @param overflowedSamples in how many samples that happened
 * @param firstLayer the first layer in which it did; empty where it did not
 */
public record Point(
        Datapath datapath,
        BitSet answers,
        Overflow overflow,
        long overflowedSums,
        int overflowedSamples,
        String firstLayer) {

    public Point {
        answers = (BitSet) answers.clone();
    }

    /** How many samples were answered right. */
    public int right() {
        return answers.cardinality();
    }

    /** How many samples this point answers right that another does not. */
    int rightWhereNot(Point other) {
        BitSet own = (BitSet) answers.clone();
        own.andNot(other.answers);
        return own.cardinality();
    }

    /** Bits of a weight, where no layer says otherwise. */
    public int weights() {
        return datapath.number(Key.WEIGHTS).orElse(0);
    }

    /** Bits of an activation, where no layer says otherwise. */
    public int activations() {
        return datapath.number(Key.ACTIVATIONS).orElse(0);
    }

    /** Bits of an accumulator, where no layer says otherwise. */
    public int accumulator() {
        return datapath.number(Key.ACCUMULATOR).orElse(0);
    }

    /** What an accumulator does with what does not fit, where no layer says otherwise. */
    public String kind() {
        return datapath.of(Key.OVERFLOW).orElse("");
    }

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
