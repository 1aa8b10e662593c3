package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.range.PartialSums;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.simulator.layerwise.Batch;
import dev.intarsia.simulator.layerwise.SumLayer;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The words of a layer in several inferences at once, from its finished sums: by a {@link Line} where a channel's requantizer is proved to be one,
 * otherwise one by one. One instance serves all threads.
 */
public final class BatchWords implements SumLayer.OfSums<int[]> {

    private final SumLayer layer;
    private final Line[] lines;
    private final long[] least;
    private final long[] greatest;
    private final long[] bias;
    private final long low;
    private final long high;
    private final int zero;
    private final boolean hasLines;

    private BatchWords(SumLayer layer, QuantizedNode node, ProductSum sum, SumWords words) {
        this.layer = layer;
        bias = sum.bias();
        lines = new Line[sum.channels()];
        least = new long[lines.length];
        greatest = new long[lines.length];
        low = words.low();
        high = words.high();
        zero = Math.toIntExact(node.element().zeroPoint());
        for (int k = 0; k < lines.length; k++) {
            Optional<PartialSums> partial = PartialSums.of(sum, k);
            long own = bias[k];
            int channel = k;
            lines[k] = partial.flatMap(all -> words.line(channel, all, own)).orElse(null);
            if (lines[k] != null) {
                least[k] = partial.get().low() + own;
                greatest[k] = partial.get().high() + own;
            }
        }
        hasLines = Stream.of(lines).allMatch(Objects::nonNull);
    }

    /**
     * Makes a layer's words ready.
     *
     * @param layer what {@link SumLayer#of} says of the node
     * @param node whose accumulator keeps every bit
     */
    public static BatchWords of(SumLayer layer, QuantizedNode node) {
        return new BatchWords(
                layer,
                node,
                ProductSum.of(node.node().op().lower(node)).orElseThrow(),
                SumWords.of(node, (NodeArithmetic.Accumulate) node.arithmetic()));
    }

    /**
     * The words, at once from the layer's input.
     *
     * @return empty where {@link #of(long[], int)} has to make them of exact sums: where floats do not hold these, or requantizers are no lines
     */
    public Optional<Batch> of(Batch x) {
        return hasLines ? layer.onFloats(x, this).map(words -> new Batch(x.samples(), words)) : Optional.empty();
    }

    @Override
    public int[] room(int count) {
        return new int[count];
    }

    @Override
    public void sums(int channel, float[] sums, int count, int[] found) {
        Lines.apply(lines[channel], low, high, sums, count);
        for (int i = 0; i < count; i++) {
            found[i] = (int) sums[i] + zero;
        }
    }

    /** The words; sums, bias included, and words of one element side by side. */
    public Batch of(long[] sums, int samples) {
        int[] words = new int[sums.length];
        for (int sum = 0, at = 0; at < words.length; sum++, at += samples) {
            int channel = layer.channel(sum);
            if (!line(channel, sums, at, samples, words)) {
                layer.words(channel, sums, at, samples, words);
            }
        }
        return new Batch(samples, words);
    }

    /** @return whether the channel's requantizer is proved to be a line for all of these sums; otherwise nothing was done */
    private boolean line(int channel, long[] sums, int from, int count, int[] words) {
        Line line = lines[channel];
        if (line == null || !within(least[channel], greatest[channel], sums, from, count)) {
            return false;
        }
        double slope = line.slope();
        double below = line.below();
        double above = line.above();
        double split = line.split();
        long own = bias[channel];
        int clampLow = Math.toIntExact(low);
        int clampHigh = Math.toIntExact(high);
        for (int i = from; i < from + count; i++) {
            double sum = sums[i] - own;
            double moved = Math.fma(sum, slope, sum < split ? below : above);
            int near = (int)
                    (moved + Line.ROUNDER - Line.ROUNDER); // beyond an int it is an int's end, and clamped like it
            words[i] = Math.min(Math.max(near, clampLow), clampHigh) + zero;
        }
        return true;
    }

    private static boolean within(long low, long high, long[] sums, int from, int count) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = from; i < from + count; i++) {
            least = Math.min(least, sums[i]);
            greatest = Math.max(greatest, sums[i]);
        }
        return low <= least && greatest <= high;
    }
}
