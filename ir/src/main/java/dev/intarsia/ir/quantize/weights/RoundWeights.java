package dev.intarsia.ir.quantize.weights;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.RealScale;
import java.util.Arrays;
import java.util.Optional;

/**
 * Chooses the words of one output channel's weights so that the layer's sums, and not the weights, are as near as possible to the real ones.
 *
 * <ol>
 *   <li>The taps are rounded one after the other, the heaviest first, and each later one takes up what the rounding of the earlier ones did to
 *       the sums. Source: Frantar et al., "GPTQ", 2022, and Chee et al., "QuIP", 2023, which shows that rounding by {@code U D Uᵀ} is the same.
 *   <li>Then each word in turn moves to where the error is least while the others stay, until none moves: the error only falls. The same is done
 *       from the nearest words, and the better end is taken.
 *   <li>Where a sum has a limit, the words first shrink toward 0 by a growing threshold, which is the price of what they add to the
 *       sum's reach, until the sum is inside; the last step then only moves words within the limit.
 * </ol>
 */
public final class RoundWeights {

    private static final int SWEEPS = 25;
    private static final int PRICE_STEPS = 24;

    private final LeastSquares problem;
    private final IntFormat format;
    private final Optional<SumLimit> limit;
    private final double[] weights;
    private final double[] wanted;

    private RoundWeights(LeastSquares problem, IntFormat format, Optional<SumLimit> limit, double[] weights) {
        this.problem = problem;
        this.format = format;
        this.limit = limit;
        this.weights = weights;
        this.wanted = problem.wanted(weights);
    }

    /**
     * @param weights the real weights of one channel, in steps of its scale
     * @param format of a word
     * @param limit of the sum; empty where it may be as wide as it becomes
     * @return one word for each weight; within the limit if any words are
     */
    public static long[] round(double[] weights, LeastSquares problem, IntFormat format, Optional<SumLimit> limit) {
        return new RoundWeights(problem, format, limit, weights).words();
    }

    private long[] words() {
        long[] words = inOrder(problem.solve(wanted));
        descend(words, 0, false);
        long[] near = Arrays.stream(weights).mapToLong(this::nearest).toArray();
        descend(near, 0, false);
        if (problem.error(near, weights) < problem.error(words, weights)) {
            words = near;
        }
        if (limit.isPresent() && !limit.get().holds(words)) {
            words = shrunk(words);
            descend(words, 0, true);
        }
        return words;
    }

    /** Each tap rounded with what the earlier ones leave to it. */
    private long[] inOrder(double[] best) {
        int n = best.length;
        long[] words = new long[n];
        double[] errors = new double[n];
        for (int rank = 0; rank < n; rank++) {
            int tap = problem.order(rank);
            double aim = best[tap];
            for (int earlier = 0; earlier < rank; earlier++) {
                aim -= problem.carry(earlier, rank) * errors[earlier];
            }
            words[tap] = nearest(aim);
            errors[rank] = words[tap] - best[tap];
        }
        return words;
    }

    private long nearest(double aim) {
        return RealScale.rescale(1, aim, format.min(), format.max());
    }

    /**
     * Moves one word after the other to its best place.
     *
     * @param price of what a word adds to the sum's reach
     * @param within whether no move may leave the limit, in which the words are
     */
    private void descend(long[] words, double price, boolean within) {
        int n = words.length;
        double[] slope = new double[n];
        long up = 0;
        long down = 0;
        for (int i = 0; i < n; i++) {
            slope[i] = -wanted[i];
            if (limit.isPresent()) {
                up += limit.get().up(words[i]);
                down += limit.get().down(words[i]);
            }
        }
        for (int j = 0; j < n; j++) {
            if (words[j] != 0) {
                move(slope, j, words[j]);
            }
        }
        boolean moved = true;
        for (int sweep = 0; sweep < SWEEPS && moved; sweep++) {
            moved = false;
            for (int rank = 0; rank < n; rank++) {
                int i = problem.order(rank);
                double weight = problem.row(i)[i];
                long target = nearest(priced(words[i] - slope[i] / weight, price / weight));
                if (within) {
                    long roomUp = limit.get().high() - up + limit.get().up(words[i]);
                    long roomDown = limit.get().low() - down + limit.get().down(words[i]);
                    target = inside(target, roomUp, roomDown);
                }
                long step = target - words[i];
                if (step != 0 && gain(step, slope[i], weight, words[i], price) > 0) {
                    if (limit.isPresent()) {
                        up += limit.get().up(target) - limit.get().up(words[i]);
                        down += limit.get().down(target) - limit.get().down(words[i]);
                    }
                    words[i] = target;
                    move(slope, i, step);
                    moved = true;
                }
            }
        }
    }

    /** How much a step of one word lowers error and price. */
    private double gain(long step, double slope, double weight, long word, double price) {
        double error = -(2 * slope * step + weight * step * step);
        return price == 0 ? error : error - 2 * price * (reach(word + step) - reach(word));
    }

    private double reach(long word) {
        return limit.isEmpty() ? 0 : (double) limit.get().up(word) - limit.get().down(word);
    }

    /** The best real place of a word whose distance from 0 has a price. */
    private double priced(double best, double price) {
        if (price == 0) {
            return best;
        }
        double threshold = price * reach(1);
        return Math.signum(best) * Math.max(Math.abs(best) - threshold, 0);
    }

    /** The word nearest to a target, toward 0, that adds no more than there is room for. */
    private long inside(long target, long roomUp, long roomDown) {
        long word = target;
        while (word != 0 && (limit.get().up(word) > roomUp || limit.get().down(word) < roomDown)) {
            word -= Long.signum(word);
        }
        return word;
    }

    private void move(double[] slope, int tap, long step) {
        double[] row = problem.row(tap);
        for (int j = 0; j < slope.length; j++) {
            slope[j] += row[j] * step;
        }
    }

    /** The words at the least price, among those tried by bisection, that keep the sum within its limit. */
    private long[] shrunk(long[] start) {
        double heaviest = 0;
        for (int i = 0; i < start.length; i++) {
            heaviest = Math.max(heaviest, Math.abs(wanted[i]) + problem.row(i)[i] * Math.abs(start[i]));
        }
        double low = 0;
        double high = 2 * heaviest / Math.max(1, reach(1));
        long[] held = new long[start.length];
        for (int step = 0; step < PRICE_STEPS; step++) {
            double price = (low + high) / 2;
            long[] words = start.clone();
            descend(words, price, false);
            if (limit.get().holds(words)) {
                held = words;
                high = price;
            } else {
                low = price;
            }
        }
        return held;
    }
}
