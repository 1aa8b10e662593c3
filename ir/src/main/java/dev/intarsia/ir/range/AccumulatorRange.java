package dev.intarsia.ir.range;

import dev.intarsia.ir.arithmetic.IntFormat;

/**
 * What an accumulator can reach at one output channel, over all pixels and all inputs.
 *
 * @param buffer the accumulator's name
 * @param channel the output channel
 * @param sum the least and the greatest finished sum, bias included; each is reached
 * @param held the least and the greatest value on the way to a finished sum, whatever the order of its products; each is reached in
 *     some order
 * @param lowWitness reaches the least sum
 * @param highWitness reaches the greatest sum
 */
public record AccumulatorRange(
        String buffer, int channel, Interval sum, Interval held, Witness lowWitness, Witness highWitness) {

    /** The least finished sum. */
    public long low() {
        return sum.low().longValueExact();
    }

    /** The greatest finished sum. */
    public long high() {
        return sum.high().longValueExact();
    }

    /** The narrowest signed format for every value that the accumulator can have. */
    public IntFormat needed() {
        return IntFormat.holdingSigned(held.low(), held.high());
    }
}
