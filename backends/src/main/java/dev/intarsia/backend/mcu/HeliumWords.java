package dev.intarsia.backend.mcu;

import dev.intarsia.ir.arithmetic.MultiplyAdd;
import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.proof.FindMultiplyAdd;
import dev.intarsia.ir.proof.Requantization;
import dev.intarsia.ir.range.AccumulatorRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What vectors of 32-bit words take to requantize a layer: the requantizer's own multiplier in a rounded doubled high product, one less for
 * negative sums, a rounded shift, zero point, bounds; proved for every sum that can occur.
 *
 * @param channels one for each output channel
 * @param zero added at the end
 * @param low the least word
 * @param high the greatest word
 */
record HeliumWords(List<Channel> channels, long zero, long low, long high) {

    private static final long HALF = 1L << 30;

    /** A level channel's sum is four times what lies between the zero point and its word: halved twice, that is left. */
    private static final int LEVEL_FACTOR = 4;

    /**
     * A channel's constants.
     *
     * @param level whether every sum gives one word: then there are no weights, and {@code sum} is what is requantized
     * @param shift to the right
     */
    record Channel(boolean level, long sum, long multiplier, int shift) {}

    /** The constants of all channels, if each has some. */
    static Optional<HeliumWords> of(
            QuantizedNode node, NodeArithmetic.Accumulate arithmetic, List<AccumulatorRange> sums) {
        List<Channel> channels = new ArrayList<>();
        for (AccumulatorRange sum : sums) {
            Requantization.Scaled meaning = new Requantization.Scaled(
                    arithmetic.output().form(),
                    arithmetic.output().at(sum.channel()),
                    0,
                    node.element().zeroPoint(),
                    arithmetic.clamp().low(),
                    arithmetic.clamp().high());
            long low = sum.sum().low().longValueExact();
            long high = sum.sum().high().longValueExact();
            if (!meaning.neverFalls(low, high)) {
                return Optional.empty();
            }
            Staircase steps = meaning.staircase(low, high);
            if (steps.edges() == 0) {
                channels.add(new Channel(
                        true, LEVEL_FACTOR * (steps.first() - node.element().zeroPoint()), HALF, 1));
                continue;
            }
            Optional<MultiplyAdd> own = FindMultiplyAdd.direct(steps, meaning)
                    .filter(form -> form.rounded() && form.below() == 1 && form.offset() == 0);
            if (own.isEmpty()) {
                return Optional.empty();
            }
            channels.add(new Channel(false, 0, own.get().multiplier(), own.get().shift()));
        }
        return Optional.of(new HeliumWords(
                channels,
                node.element().zeroPoint(),
                arithmetic.clamp().low(),
                arithmetic.clamp().high()));
    }

    boolean isLevel(int channel) {
        return channels.get(channel).level();
    }
}
