package dev.intarsia.ir.range;

import dev.intarsia.ir.arithmetic.IntFormat;
import java.util.Optional;

/**
 * Bounds of everything that a channel's products add up to on the way, bias apart: of the sum of any of them, added in any order, for any
 * input. That is what a register has to hold in which they are summed in an order of one's own.
 *
 * <p>A product w·d with d in [a, b] lies in [min(wa, wb), max(wa, wb)]. Some of the products sum to no more than all the positive maxima do,
 * and to no less than all the negative minima. Both bounds are reached unless places fall outside of the input.
 *
 * @param low at most 0
 * @param high at least 0
 */
public record PartialSums(long low, long high) {

    /** Nothing is summed to begin with. */
    public PartialSums {
        if (low > 0 || high < 0) {
            throw new IllegalArgumentException("0 is a partial sum, but not in " + low + " … " + high);
        }
    }

    /** The bounds of a channel; empty where they leave 64 bits. */
    public static Optional<PartialSums> of(ProductSum sum, int channel) {
        IntFormat words = sum.x().buffer().format();
        try {
            long least = Math.subtractExact(words.min(), sum.zero());
            long greatest = Math.subtractExact(words.max(), sum.zero());
            long low = 0;
            long high = 0;
            for (int i = 0; i < sum.products(); i++) {
                long weight = sum.weights().at(channel * sum.products() + i);
                long one = Math.multiplyExact(weight, least);
                long other = Math.multiplyExact(weight, greatest);
                low = Math.addExact(low, Math.min(0, Math.min(one, other)));
                high = Math.addExact(high, Math.max(0, Math.max(one, other)));
            }
            return Optional.of(new PartialSums(low, high));
        } catch (ArithmeticException leaves64Bits) {
            return Optional.empty();
        }
    }

    /** Whether all of them lie between −bound and bound. */
    public boolean within(long bound) {
        return -bound <= low && high <= bound;
    }
}
