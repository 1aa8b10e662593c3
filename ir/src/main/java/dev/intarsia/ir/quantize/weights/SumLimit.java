package dev.intarsia.ir.quantize.weights;

/**
 * How far a sum of products may reach whatever its inputs are: {@code low ≤ b + Σ min(q·least, q·greatest)} and
 * {@code b + Σ max(q·least, q·greatest) ≤ high}. For an unsigned input these are norms of the positive and of the negative words, as in
 * A2Q+ (Colbert et al., "A2Q+: Improving accumulator-aware weight quantization", 2024), and exact for any input.
 *
 * @param least an input's least word less its zero point, at most 0
 * @param greatest an input's greatest word less its zero point, at least 0
 * @param low the least that the accumulator holds, less the bias
 * @param high the greatest that it holds, less the bias
 */
public record SumLimit(long least, long greatest, long low, long high) {

    /** What one word adds to the sum's upper end. */
    long up(long word) {
        return Math.max(word * least, word * greatest);
    }

    /** What one word adds to the sum's lower end, 0 or less. */
    long down(long word) {
        return Math.min(word * least, word * greatest);
    }

    /** The most that words can sum up to. */
    public long reachUp(long[] words) {
        long sum = 0;
        for (long word : words) {
            sum += up(word);
        }
        return sum;
    }

    /** The least that words can sum up to. */
    public long reachDown(long[] words) {
        long sum = 0;
        for (long word : words) {
            sum += down(word);
        }
        return sum;
    }

    /** Whether words keep the sum inside. */
    public boolean holds(long[] words) {
        return reachUp(words) <= high && reachDown(words) >= low;
    }

    /** Whether any words do. */
    public boolean isPossible() {
        return low <= 0 && high >= 0;
    }
}
