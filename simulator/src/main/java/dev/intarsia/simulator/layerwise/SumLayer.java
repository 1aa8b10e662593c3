package dev.intarsia.simulator.layerwise;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Thresholds;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.range.ProductPlaces;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.Arrays;
import java.util.Optional;

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
    private final long[] bias;
    private final boolean narrow;
    private final Rescaling rescaling;
    private final Clamp clamp;
    private final long outputZero;
    private final IntFormat format;
    private final Shape shape;

    private SumLayer(QuantizedNode node, NodeArithmetic.Accumulate arithmetic, ProductSum sum) {
        input = sum.x().buffer().name();
        zero = sum.zero();
        channels = sum.channels();
        taps = sum.products();
        pixels = node.shape().elements() / channels;
        places = ProductPlaces.of(sum);
        weights = Arrays.stream(sum.weights().toArray())
                .mapToInt(Math::toIntExact)
                .toArray();
        bias = sum.bias();
        narrow = isNarrow(sum.x().buffer().format());
        rescaling = arithmetic.output();
        clamp = arithmetic.clamp();
        outputZero = node.element().zeroPoint();
        format = node.element().format();
        shape = node.shape();
    }

    /** The layer of a node; empty for one that is no sum of products, or whose requantizer has no integer form here. */
    public static Optional<SumLayer> of(QuantizedNode node) {
        if (!(node.node().arithmetic().orElse(null) instanceof NodeArithmetic.Accumulate arithmetic)
                || !isInteger(arithmetic.output().form())) {
            return Optional.empty();
        }
        return ProductSum.of(node.node().op().lower(node.withAccumulation(new Accumulation.Wrap(IntFormat.I64))))
                .filter(sum -> sum.x().buffer().format().bits() <= 32
                        && sum.weights().format().bits() <= 32)
                .map(sum -> new SumLayer(node, arithmetic, sum));
    }

    private static boolean isInteger(Requantizer form) {
        return switch (form) {
            case MultiplyShift multiply -> true;
            case PowerOfTwo shift -> true;
            case RealScale real -> false;
            case Thresholds thresholds -> false;
        };
    }

    /** Whether every partial sum of products, bias apart, fits 31 bits. */
    private boolean isNarrow(IntFormat words) {
        long reach = Math.max(Math.abs(words.max() - zero), Math.abs(words.min() - zero));
        for (int k = 0; k < channels; k++) {
            long sum = 0;
            for (int t = 0; t < taps; t++) {
                sum += Math.abs((long) weights[k * taps + t]) * reach;
            }
            if (sum > Integer.MAX_VALUE) {
                return false;
            }
        }
        return true;
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
        long[] words = new long[accumulators.length];
        for (int i = 0; i < words.length; i++) {
            ScaleParameters scale = rescaling.at(i % channels);
            long scaled = switch (rescaling.form()) {
                case MultiplyShift form -> form.rescale(accumulators[i], scale.multiplier(), scale.shift());
                case PowerOfTwo form -> form.rescale(accumulators[i], scale.shift());
                case RealScale form -> throw new IllegalStateException("refused by of()");
                case Thresholds form -> throw new IllegalStateException("refused by of()");
            };
            words[i] = Math.clamp(scaled + outputZero, clamp.low(), clamp.high());
        }
        return RawTensor.owning(format, shape, words);
    }
}
