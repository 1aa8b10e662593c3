package dev.intarsia.simulator.layerwise;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Thresholds;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.Optional;

/** From what the accumulators of a sum of products hold to the layer's words. Sums are numbered row-major, channels innermost. */
public final class SumWords {

    private final Rescaling rescaling;
    private final Clamp clamp;
    private final long zero;
    private final IntFormat format;
    private final Shape shape;
    private final int channels;

    private SumWords(QuantizedNode node, NodeArithmetic.Accumulate arithmetic) {
        rescaling = arithmetic.output();
        clamp = arithmetic.clamp();
        zero = node.element().zeroPoint();
        format = node.element().format();
        shape = node.shape();
        channels = shape.size(shape.rank() - 1);
    }

    /** Those of a node; empty for one that is no sum of products, or whose sums are compared with thresholds. */
    public static Optional<SumWords> of(QuantizedNode node) {
        return node.node().arithmetic().orElse(null) instanceof NodeArithmetic.Accumulate arithmetic
                        && isScaled(arithmetic.output().form())
                ? Optional.of(new SumWords(node, arithmetic))
                : Optional.empty();
    }

    private static boolean isScaled(Requantizer form) {
        return switch (form) {
            case MultiplyShift multiply -> true;
            case PowerOfTwo shift -> true;
            case RealScale real -> true;
            case Thresholds thresholds -> false;
        };
    }

    /** The layer's words. */
    public RawTensor words(long[] accumulators) {
        long[] words = new long[accumulators.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = word(accumulators[i], rescaling.at(i % channels));
        }
        return RawTensor.owning(format, shape, words);
    }

    /** The same for several inferences; the accumulators of one element side by side. */
    public Batch words(long[] accumulators, int samples) {
        int[] words = new int[accumulators.length];
        for (int sum = 0, at = 0; at < words.length; sum++, at += samples) {
            words(sum % channels, accumulators, at, samples, words);
        }
        return new Batch(samples, words);
    }

    /** Those of one channel's element in several inferences, {@code count} of them in place of the accumulators from {@code from} on. */
    public void words(int channel, long[] accumulators, int from, int count, int[] words) {
        ScaleParameters scale = rescaling.at(channel);
        for (int i = from; i < from + count; i++) {
            words[i] = Math.toIntExact(word(accumulators[i], scale));
        }
    }

    private long word(long accumulator, ScaleParameters scale) {
        long scaled = switch (rescaling.form()) {
            case MultiplyShift form -> form.rescale(accumulator, scale.multiplier(), scale.shift());
            case PowerOfTwo form -> form.rescale(accumulator, scale.shift());
            case RealScale form ->
                form.rescale(accumulator, scale.multiplier(), clamp.low() - zero, clamp.high() - zero);
            case Thresholds form -> throw new IllegalStateException("refused by of()");
        };
        return Math.clamp(scaled + zero, clamp.low(), clamp.high());
    }
}
