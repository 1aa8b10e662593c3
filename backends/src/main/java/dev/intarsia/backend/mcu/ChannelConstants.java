package dev.intarsia.backend.mcu;

import dev.intarsia.ir.arithmetic.MultiplyAdd;
import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.proof.Certificate;
import dev.intarsia.ir.proof.CheckCertificate;
import dev.intarsia.ir.proof.FindMultiplyAdd;
import dev.intarsia.ir.proof.FindMultiplyAdd.Instructions;
import dev.intarsia.ir.proof.Requantization;
import dev.intarsia.ir.range.AccumulatorRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What instructions for a product's upper word take to requantize a layer: proved for every sum that can occur.
 *
 * <p>Where the constants of all channels have been found, two instructions do it: multiply-add, and a saturating shift that is the same for
 * all. Where not, the requantizer's own multiplier takes five, and each channel has a shift of its own.
 *
 * @param direct whether it is the latter
 * @param shift of the channels at even places
 * @param oddShift of those at odd places
 * @param channels one for each output channel
 * @param level which channels have one word whatever is summed: their constants are for a sum of 0, and their weights are not needed
 */
record ChannelConstants(boolean direct, int shift, int oddShift, List<MultiplyAdd> channels, List<Boolean> level) {

    private static final int LEAST = -128;
    private static final int GREATEST = 127;

    /** What kernels are told of them, behind other members. */
    Members members(Members others) {
        return others.with("shift", shift).with("shift_b", oddShift).with("direct", direct);
    }

    /** A channel's requantization, and what it makes of every sum that can occur. */
    private record Channel(Requantization.Scaled meaning, Staircase steps) {

        /** Whether every sum gives one word. */
        boolean isLevel() {
            return steps.edges() == 0;
        }
    }

    /**
     * @param raise how far sums of odd channels are shifted up: 8 where they come from packed words
     * @return empty when the layer's requantization has no such form
     */
    static Optional<ChannelConstants> of(
            QuantizedNode node, NodeArithmetic.Accumulate arithmetic, List<AccumulatorRange> sums, int raise) {
        return of(node, arithmetic, sums, Instructions.HIGH_WORD, raise);
    }

    /**
     * @param instructions what is done with a sum as it is
     * @param raise how far sums of odd channels are shifted up
     * @return empty when the layer's requantization has no such form
     */
    static Optional<ChannelConstants> of(
            QuantizedNode node,
            NodeArithmetic.Accumulate arithmetic,
            List<AccumulatorRange> sums,
            Instructions instructions,
            int raise) {
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
            channels.add(new Channel(meaning, meaning.staircase(low, high)));
        }
        // Where both signs come through, one line seldom has the rounding of both.
        boolean oneSign = arithmetic.clamp().low() >= node.element().zeroPoint();
        Optional<ChannelConstants> found = oneSign ? found(channels, instructions, raise) : Optional.empty();
        return found.or(() -> own(channels));
    }

    private static Optional<ChannelConstants> found(List<Channel> channels, Instructions instructions, int raise) {
        List<Staircase> even = new ArrayList<>();
        List<Staircase> odd = new ArrayList<>();
        for (int k = 0; k < channels.size(); k++) {
            if (!channels.get(k).isLevel()) {
                (k % 2 == 0 ? even : odd).add(channels.get(k).steps());
            }
        }
        if (raise == 0) {
            // One shift for both kinds of channels, which then can share code.
            List<Staircase> all = channels.stream()
                    .filter(c -> !c.isLevel())
                    .map(Channel::steps)
                    .toList();
            FindMultiplyAdd.Layer both = layer(all, instructions);
            if (both.isComplete()) {
                return Optional.of(merged(channels, both));
            }
        }
        FindMultiplyAdd.Layer first = layer(even, instructions);
        if (!first.isComplete()) {
            return Optional.empty();
        }
        FindMultiplyAdd.Layer second = layer(odd, instructions.raisedBy(raise));
        if (!second.isComplete()) {
            return Optional.empty();
        }
        return Optional.of(of(
                channels,
                first,
                first.channels().iterator(),
                second,
                second.channels().iterator()));
    }

    private static ChannelConstants merged(List<Channel> channels, FindMultiplyAdd.Layer all) {
        Iterator<Optional<MultiplyAdd>> each = all.channels().iterator();
        return of(channels, all, each, all, each);
    }

    private static ChannelConstants of(
            List<Channel> channels,
            FindMultiplyAdd.Layer first,
            Iterator<Optional<MultiplyAdd>> evens,
            FindMultiplyAdd.Layer second,
            Iterator<Optional<MultiplyAdd>> odds) {
        List<MultiplyAdd> constants = new ArrayList<>();
        for (int k = 0; k < channels.size(); k++) {
            Channel channel = channels.get(k);
            int shift = k % 2 == 0 ? first.shift() : second.shift();
            long always = channel.steps().first() * (1L << shift);
            constants.add(
                    channel.isLevel()
                            ? new MultiplyAdd(0, 0, 0, 32, false, always, 0, shift)
                            : (k % 2 == 0 ? evens : odds).next().orElseThrow());
        }
        return new ChannelConstants(
                false,
                first.shift(),
                second.shift(),
                constants,
                channels.stream().map(Channel::isLevel).toList());
    }

    private static FindMultiplyAdd.Layer layer(List<Staircase> steps, Instructions instructions) {
        return steps.isEmpty()
                ? new FindMultiplyAdd.Layer(0, List.of())
                : FindMultiplyAdd.forLayer(steps, LEAST, GREATEST, instructions);
    }

    private static Optional<ChannelConstants> own(List<Channel> channels) {
        List<MultiplyAdd> constants = new ArrayList<>();
        for (Channel channel : channels) {
            if (channel.isLevel()) {
                constants.add(
                        new MultiplyAdd(0, 1, 0, 32, true, 2 * channel.steps().first() + 1, 1, 1));
                continue;
            }
            Optional<MultiplyAdd> own = FindMultiplyAdd.direct(channel.steps(), channel.meaning())
                    .filter(form -> form.rounded() && form.below() == 1 && form.offset() == 0)
                    .filter(form -> CheckCertificate.complaint(new Certificate(
                                    channel.meaning(),
                                    new Requantization.Combined(form, LEAST, GREATEST),
                                    channel.steps()))
                            .isEmpty());
            if (own.isEmpty()) {
                return Optional.empty();
            }
            constants.add(own.get());
        }
        return Optional.of(new ChannelConstants(
                true, 0, 0, constants, channels.stream().map(Channel::isLevel).toList()));
    }

    /** The constants of a channel as words of a stream. */
    void append(List<Long> stream, int channel) {
        if (channel >= channels.size()) {
            // The missing neighbour of a last channel: whatever comes out is overwritten.
            stream.addAll(Collections.nCopies(direct ? 3 : 2, 0L));
            return;
        }
        MultiplyAdd form = channels.get(channel);
        stream.add(form.multiplier());
        stream.add(form.addend());
        if (direct) {
            stream.add((long) form.shift());
        }
    }
}
