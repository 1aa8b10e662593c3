package dev.intarsia.ir.proof;

import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.type.RawTensor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Which two output channels one multiply-accumulate can sum at a time.
 *
 * <p>A 16-bit word holds {@code a + 256·b}, a and b the weights of two output channels at one tap. The sum of such words' products is
 * {@code A + 256·B} modulo 2^32, A and B the channels' own sums; A is summed once more by itself, and the difference is 256·B. That is
 * exact when
 *
 * <ul>
 *   <li>each word fits: no tap has b = −128 with a negative a (weights are of 8 bits);
 *   <li>256·B fits 32 bits: −2^23 ≤ B < 2^23, bias included, at the end. On the way it may wrap.
 *   <li>A fits 32 bits.
 * </ul>
 */
public final class PairedWeights {

    private static final int LANE_BITS = 8;
    private static final BigInteger LANE_LIMIT = BigInteger.ONE.shiftLeft(31 - LANE_BITS);
    private static final BigInteger WORD_LIMIT = BigInteger.ONE.shiftLeft(31);

    /** What is known of two channels. */
    public sealed interface Pair {

        int low();

        int high();
    }

    /**
     * Two channels that share words.
     *
     * @param low the channel whose weights are the low bytes
     * @param high the channel whose weights are the high bytes; its sum comes out times 256
     */
    public record Shared(int low, int high) implements Pair {}

    /**
     * Two channels that cannot share words, in either order.
     *
     * @param reason why not in the given order
     */
    public record Apart(int low, int high, String reason) implements Pair {}

    private PairedWeights() {}

    /**
     * Neighbouring channels two by two, each pair in the order in which it can be, if it can; a last channel without a neighbour is left out.
     *
     * @param weights words of 8 bits or fewer, output channel first
     * @param sums what each channel's sum can be, from range analysis
     */
    public static List<Pair> neighbours(RawTensor weights, List<AccumulatorRange> sums) {
        List<Pair> pairs = new ArrayList<>();
        for (int k = 0; k + 1 < weights.shape().size(0); k += 2) {
            pairs.add(pair(weights, sums, k, k + 1));
        }
        return List.copyOf(pairs);
    }

    /** Two channels, the first one low if that can be. */
    public static Pair pair(RawTensor weights, List<AccumulatorRange> sums, int first, int second) {
        if (weights.format().bits() > LANE_BITS || !weights.format().signed()) {
            return new Apart(first, second, "weights of " + weights.format());
        }
        String complaint = complaint(weights, sums, first, second);
        if (complaint.isEmpty()) {
            return new Shared(first, second);
        }
        return complaint(weights, sums, second, first).isEmpty()
                ? new Shared(second, first)
                : new Apart(first, second, complaint);
    }

    /** Why two channels cannot share words in this order; empty when they can. */
    private static String complaint(RawTensor weights, List<AccumulatorRange> sums, int low, int high) {
        int taps = weights.shape().elements() / weights.shape().size(0);
        for (int i = 0; i < taps; i++) {
            if (weights.at(high * taps + i) == -128 && weights.at(low * taps + i) < 0) {
                return "tap " + i + " has -128 in channel " + high + " with " + weights.at(low * taps + i)
                        + " in channel " + low;
            }
        }
        return exceeds(sums.get(high), LANE_LIMIT) + exceeds(sums.get(low), WORD_LIMIT);
    }

    private static String exceeds(AccumulatorRange range, BigInteger limit) {
        boolean fits = range.sum().low().compareTo(limit.negate()) >= 0
                && range.sum().high().compareTo(limit) < 0;
        return fits ? "" : "channel " + range.channel() + " sums to " + range.sum() + ", beyond ±" + limit;
    }
}
