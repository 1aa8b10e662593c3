package dev.intarsia.simulator.layerwise;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.range.ProductPlaces;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.ir.type.RawTensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A layer that is a sum of products. Sums are numbered row-major by output element; products of one sum in the canonical order of its
 * taps. One instance serves all threads.
 */
public final class SumLayer {

    private final String input;
    private final long zero;
    private final int channels;
    private final int taps;
    private final int pixels;
    private final ProductPlaces places;
    private final int[] weights;
    private final int[][] usedTaps;
    private final long[] bias;
    private final long reach;
    private final boolean narrow;
    private final int largestWeight;
    private final SumWords output;
    private final Optional<FloatWeights> floats;

    private SumLayer(QuantizedNode node, SumWords output, ProductSum sum) {
        input = sum.x().buffer().name();
        zero = sum.zero();
        channels = sum.channels();
        taps = sum.products();
        pixels = node.shape().elements() / channels;
        places = ProductPlaces.of(sum);
        weights = Arrays.stream(sum.weights().toArray())
                .mapToInt(Math::toIntExact)
                .toArray();
        usedTaps = new int[channels][];
        for (int k = 0; k < channels; k++) {
            int first = k * taps;
            usedTaps[k] = IntStream.range(0, taps)
                    .filter(tap -> weights[first + tap] != 0)
                    .toArray();
        }
        bias = sum.bias();
        reach = reach(sum.x().buffer().format());
        narrow = reach <= Integer.MAX_VALUE;
        largestWeight = IntStream.of(weights).map(Math::abs).max().orElse(0);
        this.output = output;
        floats = FloatWeights.of(this);
    }

    /** What is made of sums of products that floats hold exactly. */
    public interface OfSums<A> {

        /** An array of what is made of so many sums. */
        A room(int count);

        /**
         * Makes something of some sums of a channel.
         *
         * @param sums without the bias
         * @param count how many
         * @param found receives what is made of them
         */
        void sums(int channel, float[] sums, int count, A found);
    }

    /** The layer of a node; empty for one that is no sum of products, or whose sums are compared with thresholds. */
    public static Optional<SumLayer> of(QuantizedNode node) {
        return SumWords.of(node)
                .flatMap(output -> ProductSum.of(
                                node.node().op().lower(node.withAccumulation(new Accumulation.Wrap(IntFormat.I64))))
                        .filter(sum -> sum.x().buffer().format().bits() <= 16
                                && sum.weights().format().bits() <= 32)
                        .map(sum -> new SumLayer(node, output, sum)));
    }

    /** The greatest size of any partial sum of products, bias apart; what is above 2^32 counts as that. */
    private long reach(IntFormat words) {
        long word = Math.max(Math.abs(words.max() - zero), Math.abs(words.min() - zero));
        long most = 0;
        for (int k = 0; k < channels; k++) {
            long sum = 0;
            for (int t = 0; t < taps; t++) {
                sum = Math.min(sum + Math.abs((long) weights[k * taps + t]) * word, 1L << 32);
            }
            most = Math.max(most, sum);
        }
        return most;
    }

    /** The name of the tensor that it reads. */
    public String input() {
        return input;
    }

    /** How many sums it has. */
    public int sums() {
        return pixels * channels;
    }

    /** The channel of a sum. */
    public int channel(int sum) {
        return sum % channels;
    }

    /** How many products all its sums have together, those with padding among them. */
    public long products() {
        return (long) sums() * taps;
    }

    /** The exact sums, bias included. */
    public long[] exact(RawTensor x) {
        int[] words = differences(x);
        long[] sums = new long[pixels * channels];
        int[] gathered = new int[taps];
        for (int pixel = 0; pixel < pixels; pixel++) {
            int kind = -1;
            for (int k = 0; k < channels; k++) {
                if (places.kind(k) != kind) {
                    kind = places.kind(k);
                    gather(words, kind, pixel, gathered);
                }
                int first = k * taps;
                sums[pixel * channels + k] = bias[k] + (narrow ? dot(gathered, first) : wideDot(gathered, first));
            }
        }
        return sums;
    }

    private int[] differences(RawTensor x) {
        int[] words = new int[x.shape().elements()];
        for (int i = 0; i < words.length; i++) {
            words[i] = Math.toIntExact(x.at(i) - zero);
        }
        return words;
    }

    private void gather(int[] words, int kind, int pixel, int[] gathered) {
        for (int t = 0; t < taps; t++) {
            int place = places.at(kind, pixel, t);
            gathered[t] = place == ProductPlaces.OUTSIDE ? 0 : words[place];
        }
    }

    private int dot(int[] x, int first) {
        int sum = 0;
        for (int t = 0; t < x.length; t++) {
            sum += x[t] * weights[first + t];
        }
        return sum;
    }

    private long wideDot(int[] x, int first) {
        long sum = 0;
        for (int t = 0; t < x.length; t++) {
            sum += (long) x[t] * weights[first + t];
        }
        return sum;
    }

    /** What an accumulator holds at the end of each sum. */
    public long[] accumulate(RawTensor x, Accumulation accumulation) {
        return switch (accumulation) {
            case Accumulation.Exact exact -> exact(x);
            case Accumulation.Wrap(IntFormat width) -> narrowed(exact(x), Overflow.WRAP, width);
            case Accumulation.SaturateEnd(IntFormat width) -> narrowed(exact(x), Overflow.SATURATE, width);
            case Accumulation.SaturateChunk chunk -> inChunks(x, chunk);
        };
    }

    private static long[] narrowed(long[] sums, Overflow overflow, IntFormat width) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = overflow.narrow(sums[i], width);
        }
        return sums;
    }

    private long[] inChunks(RawTensor x, Accumulation.SaturateChunk chunk) {
        int[] words = differences(x);
        long[] sums = new long[pixels * channels];
        int[] gathered = new int[taps];
        long[] products = new long[taps];
        for (int sum = 0; sum < sums.length; sum++) {
            int k = sum % channels;
            gather(words, places.kind(k), sum / channels, gathered);
            for (int t = 0; t < taps; t++) {
                products[t] = (long) gathered[t] * weights[k * taps + t];
            }
            sums[sum] = chunk.sum(products, bias[k]);
        }
        return sums;
    }

    /** The layer's words, from what its accumulators hold. */
    public RawTensor words(long[] accumulators) {
        return output.words(accumulators);
    }

    /** The same for several inferences; the accumulators of one element side by side. */
    public Batch words(long[] accumulators, int samples) {
        return output.words(accumulators, samples);
    }

    /**
     * The words of one channel's element in several inferences.
     *
     * @param accumulators what accumulators hold
     * @param from the first of them, and the place of the first word
     * @param count how many
     * @param words receives them
     */
    public void words(int channel, long[] accumulators, int from, int count, int[] words) {
        output.words(channel, accumulators, from, count, words);
    }

    /** The exact sums of several inferences, bias included; those of one element side by side. */
    public long[] exact(Batch x) {
        return onFloats(x, new OfSums<long[]>() {
                    @Override
                    public long[] room(int count) {
                        return new long[count];
                    }

                    @Override
                    public void sums(int channel, float[] sums, int count, long[] found) {
                        long own = bias[channel];
                        for (int i = 0; i < count; i++) {
                            found[i] = own + (int) sums[i];
                        }
                    }
                })
                .orElseGet(() -> new BatchSums(this, x).exact());
    }

    /**
     * Makes something of all sums of several inferences.
     *
     * @return what was made of them, that of one element side by side; empty where floats do not hold them, or Java was started without vector lanes
     */
    public <A> Optional<A> onFloats(Batch x, OfSums<A> use) {
        return floats.map(weights -> new FloatBatch(this, weights, x).each(use));
    }

    /**
     * What accumulators hold at the end of each sum, in several inferences.
     *
     * @param exact the exact sums of the same inferences
     */
    public long[] accumulate(Batch x, long[] exact, Accumulation accumulation) {
        return switch (accumulation) {
            case Accumulation.Exact own -> exact;
            case Accumulation.Wrap(IntFormat width) -> narrowed(exact.clone(), Overflow.WRAP, width);
            case Accumulation.SaturateEnd(IntFormat width) -> narrowed(exact.clone(), Overflow.SATURATE, width);
            case Accumulation.SaturateChunk chunk -> new BatchSums(this, x).inChunks(chunk);
        };
    }

    int channels() {
        return channels;
    }

    int taps() {
        return taps;
    }

    int pixels() {
        return pixels;
    }

    long zero() {
        return zero;
    }

    /** The weight of a tap of a channel. */
    int weight(int channel, int tap) {
        return weights[channel * taps + tap];
    }

    long bias(int channel) {
        return bias[channel];
    }

    /** Where the taps of each pixel lie in the input, for the channels of a kind; negative outside. */
    int[] places(int kind) {
        return places.of(kind);
    }

    int kind(int channel) {
        return places.kind(channel);
    }

    /** The greatest size of a weight. */
    long largestWeight() {
        return largestWeight;
    }

    /** The taps of a channel whose weight is not 0, ascending. */
    int[] usedTaps(int channel) {
        return usedTaps[channel];
    }

    /** Whether every partial sum of products, bias apart, fits 31 bits. */
    boolean isNarrow() {
        return narrow;
    }

    /** The greatest size of any partial sum of products, bias apart. */
    long reach() {
        return reach;
    }
}
