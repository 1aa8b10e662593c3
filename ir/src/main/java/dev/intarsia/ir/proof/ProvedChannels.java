package dev.intarsia.ir.proof;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.graph.Accumulating;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is proved of each output channel of a sum of products: which sums it can have, and which words follow.
 *
 * @param channels one for each output channel
 */
public record ProvedChannels(List<Channel> channels) {

    /**
     * One output channel.
     *
     * @param sum encloses every finished sum as its accumulation keeps it, bias included
     * @param meaning from the sum to the word
     */
    public record Channel(Interval sum, Requantization.Scaled meaning) {

        /** Whether the word is known to rise with the sum, so that there are {@link #steps}. */
        public boolean isMonotone() {
            return sum.isInside(IntFormat.I64)
                    && meaning.neverFalls(sum.low().longValueExact(), sum.high().longValueExact());
        }

        /** The words over the sums. */
        public Staircase steps() {
            return meaning.staircase(sum.low().longValueExact(), sum.high().longValueExact());
        }

        /** Which words the channel can have. */
        public Interval words() {
            return isMonotone()
                    ? Interval.of(
                            meaning.word(sum.low().longValueExact()),
                            meaning.word(sum.high().longValueExact()))
                    : Interval.of(meaning.lowest(), meaning.highest());
        }
    }

    public ProvedChannels {
        channels = List.copyOf(channels);
    }

    /**
     * The channels of a node that accumulates.
     *
     * @param words which words each channel of each tensor can have
     * @return empty when the node is no sum of products with constant weights, or is requantized without a scale
     */
    public static Optional<ProvedChannels> of(QuantizedNode node, WordRanges words) {
        if (!(node.arithmetic() instanceof NodeArithmetic.Accumulate accumulate)
                || !(node.node().op() instanceof Accumulating op)
                || node.constants().get(1).isEmpty()
                || node.hasOperand(2) && node.constants().get(2).isEmpty()) {
            return Optional.empty();
        }
        Shape input = node.operandTypes().getFirst().shape();
        RawTensor weights = node.constant(1);
        int count = weights.shape().size(0);
        int perGroup = count / op.groups(input);
        long[] x = differences(
                words.channels(node.node().operands().getFirst()),
                node.operandElement(0).zeroPoint());
        List<Channel> channels = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            long bias = node.hasOperand(2) ? node.constant(2).at(k) : 0;
            int firstChannel = k / perGroup * weights.shape().size(-1);
            channels.add(new Channel(
                    sum(weights, k, x, bias, firstChannel, op.pads(input), accumulate.accumulation()),
                    new Requantization.Scaled(
                            accumulate.output().form(),
                            accumulate.output().at(k),
                            0,
                            node.element().zeroPoint(),
                            accumulate.clamp().low(),
                            accumulate.clamp().high())));
        }
        return Optional.of(new ProvedChannels(channels));
    }

    private static long[] differences(List<Interval> words, long zero) {
        long[] x = new long[2 * words.size()];
        for (int c = 0; c < words.size(); c++) {
            x[2 * c] = Math.subtractExact(words.get(c).low().longValueExact(), zero);
            x[2 * c + 1] = Math.subtractExact(words.get(c).high().longValueExact(), zero);
        }
        return x;
    }

    /** What one channel's sum can be. Where 64 bits do not hold that, it is whatever the accumulator can be. */
    private static Interval sum(
            RawTensor weights, int k, long[] x, long bias, int firstChannel, boolean pads, Accumulation accumulation) {
        int inputs = weights.shape().size(-1);
        int taps = weights.shape().elements() / weights.shape().size(0) / inputs;
        Partial partial = new Partial(x, bias);
        try {
            for (int tap = 0; tap < taps; tap++) {
                partial.tap(weights, (k * taps + tap) * inputs, inputs, firstChannel, pads);
            }
        } catch (ArithmeticException beyond64Bits) {
            return Interval.of(accumulation.format());
        }
        return partial.kept(accumulation);
    }

    /** A sum of products, tap by tap: between what it can be, and between what it can be on the way in any order. */
    private static final class Partial {
        private final long[] x;
        private long low;
        private long high;
        private long heldLow;
        private long heldHigh;

        /** @param x the least and the greatest difference from the zero point of each channel, in turn */
        Partial(long[] x, long bias) {
            this.x = x;
            low = high = heldLow = heldHigh = bias;
        }

        /** One place of the window, which padding may leave out: then its products are 0. */
        void tap(RawTensor weights, int first, int count, int firstChannel, boolean mayBeLeftOut) {
            long least = 0;
            long most = 0;
            for (int c = 0; c < count; c++) {
                long weight = weights.at(first + c);
                if (weight != 0) {
                    int channel = 2 * (firstChannel + c);
                    long a = Math.multiplyExact(weight, x[weight > 0 ? channel : channel + 1]);
                    long b = Math.multiplyExact(weight, x[weight > 0 ? channel + 1 : channel]);
                    least = Math.addExact(least, a);
                    most = Math.addExact(most, b);
                    heldLow = Math.addExact(heldLow, Math.min(a, 0));
                    heldHigh = Math.addExact(heldHigh, Math.max(b, 0));
                }
            }
            low = Math.addExact(low, mayBeLeftOut ? Math.min(least, 0) : least);
            high = Math.addExact(high, mayBeLeftOut ? Math.max(most, 0) : most);
        }

        Interval kept(Accumulation accumulation) {
            Interval exact = Interval.of(low, high);
            Interval format = Interval.of(accumulation.format());
            return switch (accumulation) {
                case Accumulation.Exact e -> exact.clamp(format); // proved to be inside
                case Accumulation.Wrap w -> exact.isInside(w.format()) ? exact : format;
                case Accumulation.SaturateEnd s -> exact.clamp(format);
                case Accumulation.SaturateChunk s ->
                    Interval.of(heldLow, heldHigh).isInside(s.format()) ? exact : format;
            };
        }
    }
}
