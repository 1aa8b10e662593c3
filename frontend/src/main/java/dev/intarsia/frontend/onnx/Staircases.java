package dev.intarsia.frontend.onnx;

import dev.intarsia.ir.arithmetic.IntFormat;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Which words each channel's sum becomes, as thresholds. Where words fall as the sum rises, the channel's sum is taken with the other sign, so that all
 * rise: {@code word = first + step · #{t : sum ≥ thresholds[k, t]}}.
 *
 * <p>Each threshold is found by halving, all channels at once. That a word is not what its number says on the other side of a threshold is looked at
 * on both sides of every one, and at both ends; the function between is one that never falls, so no other place is left.
 *
 * @param falls for each channel, whether its sum changes its sign
 * @param first the word below all thresholds
 * @param step what one threshold is worth
 * @param each how many thresholds a channel has
 * @param thresholds of one channel after the other, ascending; what no sum reaches is one more than the greatest, what every sum reaches is the least
 */
record Staircases(boolean[] falls, long first, long step, int each, long[] thresholds) {

    /** More words than these are too many to count. */
    private static final int MOST_WORDS = 1 << 10;

    /** The number of a sum. */
    @FunctionalInterface
    interface Worth {
        float of(long sum);
    }

    /**
     * The thresholds of a chain.
     *
     * @param bounds for each channel the least and the greatest sum
     * @param worth for each channel the number that a sum is worth
     * @return null where there are too many words to count
     */
    static Staircases find(RealChain chain, long[][] bounds, IntFunction<Worth> worth, IntFormat format) {
        return new Search(chain, bounds, worth).find(format);
    }

    private static final class Search {
        private final RealChain chain;
        private final long[][] bounds;
        private final IntFunction<Worth> worth;
        private final int channels;

        Search(RealChain chain, long[][] bounds, IntFunction<Worth> worth) {
            this.chain = chain;
            this.bounds = bounds;
            this.worth = worth;
            this.channels = bounds.length;
        }

        private long[] words(long[] sums) {
            float[] numbers = new float[channels];
            for (int k = 0; k < channels; k++) {
                numbers[k] = worth.apply(k).of(sums[k]);
            }
            return chain.words(numbers);
        }

        private long[] ends(int end) {
            long[] sums = new long[channels];
            for (int k = 0; k < channels; k++) {
                sums[k] = bounds[k][end];
            }
            return sums;
        }

        Staircases find(IntFormat format) {
            long[] low = words(ends(0));
            long[] high = words(ends(1));
            long least = Long.MAX_VALUE;
            long most = Long.MIN_VALUE;
            boolean[] falls = new boolean[channels];
            for (int k = 0; k < channels; k++) {
                falls[k] = high[k] < low[k];
                least = Math.min(least, Math.min(low[k], high[k]));
                most = Math.max(most, Math.max(low[k], high[k]));
            }
            if (most - least > MOST_WORDS) {
                return null;
            }
            List<long[]> columns = new ArrayList<>();
            for (long word = least + 1; word <= most; word++) {
                columns.add(reached(word, falls, low, high));
            }
            long step = step(columns);
            int each = Math.toIntExact(Math.max(1, columns.size() / step));
            long[] thresholds = new long[channels * each];
            for (int k = 0; k < channels; k++) {
                for (int t = 0; t < each; t++) {
                    thresholds[k * each + t] =
                            columns.isEmpty() ? beyond(k, falls[k]) : columns.get((int) (t * step))[k];
                }
            }
            return new Staircases(falls, least, step, each, thresholds);
        }

        /** The greatest sum and one, with the sign that the channel's sums get. */
        private long beyond(int k, boolean falls) {
            return (falls ? -bounds[k][0] : bounds[k][1]) + 1;
        }

        /** The least sum of each channel, with its own sign, at which the word is at least this one. */
        private long[] reached(long word, boolean[] falls, long[] low, long[] high) {
            long[] below = new long[channels]; // not reached here, as sums with their own sign
            long[] reached = new long[channels];
            for (int k = 0; k < channels; k++) {
                long start = falls[k] ? -bounds[k][1] : bounds[k][0];
                boolean always = (falls[k] ? high[k] : low[k]) >= word;
                boolean never = (falls[k] ? low[k] : high[k]) < word;
                reached[k] = always ? start : beyond(k, falls[k]) - (never ? 0 : 1);
                below[k] = always || never ? reached[k] - 1 : start;
            }
            boolean searching = true;
            while (searching) {
                long[] sums = new long[channels];
                searching = false;
                for (int k = 0; k < channels; k++) {
                    long middle = below[k] + (reached[k] - below[k]) / 2;
                    searching |= reached[k] - below[k] > 1;
                    sums[k] = clamped(k, falls[k] ? -middle : middle);
                }
                if (searching) {
                    long[] words = words(sums);
                    for (int k = 0; k < channels; k++) {
                        if (reached[k] - below[k] > 1) {
                            long own = falls[k] ? -sums[k] : sums[k];
                            if (words[k] >= word) {
                                reached[k] = own;
                            } else {
                                below[k] = own;
                            }
                        }
                    }
                }
            }
            return reached;
        }

        private long clamped(int k, long sum) {
            return Math.clamp(sum, bounds[k][0], bounds[k][1]);
        }

        /** How many words a threshold is worth: 2 where words are −1 and 1. */
        private static long step(List<long[]> columns) {
            BigInteger step = BigInteger.valueOf(columns.size());
            int run = 0;
            for (int i = 0; i < columns.size(); i++) {
                run++;
                if (i + 1 == columns.size() || !java.util.Arrays.equals(columns.get(i), columns.get(i + 1))) {
                    step = step.gcd(BigInteger.valueOf(run));
                    run = 0;
                }
            }
            return Math.max(1, step.longValueExact());
        }
    }
}
