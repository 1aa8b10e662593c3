package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Between which numbers an accumulator can be while it sums {@code bias + Σ w·(x − zero)}, for each output channel, as every x takes
 * every word of its format. The bounds are reached. They hold for every part of the sum in every order too, because each product can be 0.
 *
 * @param channels one for each output channel
 */
public record AccumulatorBounds(List<Bounds> channels) {

    private static final int NARROW_BITS = 32;

    /**
     * The bounds of one channel.
     *
     * @param low reached where each x with a positive weight is least and each with a negative weight greatest
     * @param high the other way round
     */
    public record Bounds(BigInteger low, BigInteger high) {}

    public AccumulatorBounds {
        channels = List.copyOf(channels);
    }

    /**
     * @param input the type of the activations
     * @param weights output channel first
     * @param bias as many words as there are output channels
     */
    public static AccumulatorBounds of(Quantized input, RawTensor weights, Optional<RawTensor> bias) {
        BigInteger zero = BigInteger.valueOf(input.zeroPoint());
        BigInteger least = input.format().minValue().subtract(zero);
        BigInteger greatest = input.format().maxValue().subtract(zero);
        int count = weights.shape().size(0);
        int length = weights.shape().elements() / count;
        List<Bounds> channels = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            BigInteger positive = sum(weights, k * length, length, true);
            BigInteger negative = sum(weights, k * length, length, false);
            BigInteger start = bias.map(b -> b.at(channels.size()))
                    .map(BigInteger::valueOf)
                    .orElse(BigInteger.ZERO);
            channels.add(new Bounds(
                    start.add(positive.multiply(least)).add(negative.multiply(greatest)),
                    start.add(positive.multiply(greatest)).add(negative.multiply(least))));
        }
        return new AccumulatorBounds(channels);
    }

    /** The sum of the weights of one sign; weights of up to 32 bits, which are all that there are in files, add up in 64. */
    private static BigInteger sum(RawTensor weights, int from, int length, boolean positive) {
        BigInteger total = BigInteger.ZERO;
        boolean narrow = weights.format().bits() <= NARROW_BITS;
        long part = 0;
        for (int i = from; i < from + length; i++) {
            long weight = positive ? Math.max(weights.at(i), 0) : Math.min(weights.at(i), 0);
            if (narrow) {
                part += weight;
            } else {
                total = total.add(BigInteger.valueOf(weight));
            }
        }
        return total.add(BigInteger.valueOf(part));
    }

    public BigInteger low() {
        return channels.stream().map(Bounds::low).reduce(BigInteger::min).orElseThrow();
    }

    public BigInteger high() {
        return channels.stream().map(Bounds::high).reduce(BigInteger::max).orElseThrow();
    }

    /** The narrowest signed format that holds every channel's accumulator. */
    public IntFormat format() {
        return IntFormat.holdingSigned(low(), high());
    }
}
