package dev.intarsia.ir.range;

import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Computes which values can occur in a kernel. */
public final class RangeAnalysis {

    private RangeAnalysis() {}

    /** As {@link #accumulators(Kernel, Map)}, for inputs that can have every word of their format. */
    public static List<AccumulatorRange> accumulators(Kernel lowered) {
        return accumulators(lowered, Map.of());
    }

    /**
     * The exact range of the accumulator of a lowered sum of products, one for each output channel; none for other kernels. A sum that
     * saturates in chunks is not one: its accumulator reaches what its format says.
     *
     * <p>Each product depends on an input word of its own, so the extremes of a pixel's sum are the sums of its products' extremes.
     * Pixels differ in the taps that the padding cuts off; every such set of taps is looked at.
     *
     * @param inputs the words that each input can have; an input that is not named can have every word of its format
     */
    public static List<AccumulatorRange> accumulators(Kernel lowered, Map<String, Interval> inputs) {
        return ProductSum.of(lowered).map(sum -> ranges(sum, inputs)).orElse(List.of());
    }

    private static List<AccumulatorRange> ranges(ProductSum sum, Map<String, Interval> inputs) {
        Interval words = inputs.getOrDefault(
                sum.x().buffer().name(), Interval.of(sum.x().buffer().format()));
        Interval x = words.minus(Interval.of(sum.zero()));
        List<Pixels> pixels = Pixels.of(sum);
        List<AccumulatorRange> ranges = new ArrayList<>();
        for (int channel = 0; channel < sum.channels(); channel++) {
            Extremes low = null;
            Extremes high = null;
            Interval held = null;
            for (Pixels pixel : pixels) {
                Extremes here = Extremes.of(sum, channel, pixel, x);
                low = low == null || here.least < low.least ? here : low;
                high = high == null || here.greatest > high.greatest ? here : high;
                Interval on = Interval.of(here.heldLeast, here.heldGreatest);
                held = held == null ? on : held.join(on);
            }
            ranges.add(new AccumulatorRange(
                    sum.accumulator().name(),
                    channel,
                    Interval.of(low.least, high.greatest),
                    held,
                    new Witness(sum, words, place(sum, low.pixel, channel), false),
                    new Witness(sum, words, place(sum, high.pixel, channel), true)));
        }
        return ranges;
    }

    private static Map<String, Long> place(ProductSum sum, Pixels pixel, int channel) {
        Map<String, Long> place = new HashMap<>(pixel.places());
        place.put(sum.outputs().getLast().variable(), (long) channel);
        return place;
    }

    /** The extremes of one channel's sum at one pixel, and of its partial sums in any order. */
    private record Extremes(Pixels pixel, long least, long greatest, long heldLeast, long heldGreatest) {

        /** @throws ArithmeticException when a sum leaves 64 bits */
        static Extremes of(ProductSum sum, int channel, Pixels pixel, Interval x) {
            long lowest = x.low().longValueExact();
            long highest = x.high().longValueExact();
            long bias = sum.bias()[channel];
            long least = bias;
            long greatest = bias;
            long heldLeast = bias;
            long heldGreatest = bias;
            int first = channel * sum.products();
            for (int tap = pixel.inside().nextSetBit(0);
                    tap >= 0;
                    tap = pixel.inside().nextSetBit(tap + 1)) {
                long weight = sum.weights().at(first + tap);
                long a = Math.multiplyExact(weight, weight > 0 ? lowest : highest);
                long b = Math.multiplyExact(weight, weight > 0 ? highest : lowest);
                least = Math.addExact(least, a);
                greatest = Math.addExact(greatest, b);
                heldLeast = Math.addExact(heldLeast, Math.min(a, 0));
                heldGreatest = Math.addExact(heldGreatest, Math.max(b, 0));
            }
            return new Extremes(pixel, least, greatest, heldLeast, heldGreatest);
        }
    }

    /**
     * Intervals that enclose the words of every buffer of a kernel, by its name.
     *
     * @param known the words that some buffers can have, as was proved elsewhere; inputs that are not named can have every word of
     *     their format
     */
    public static Map<String, Interval> buffers(Kernel kernel, Map<String, Interval> known) {
        return new BufferRanges(kernel, known).solve();
    }

    /**
     * Encloses the values of an expression.
     *
     * @param buffers encloses each buffer's words, as {@link #buffers} gives them
     * @param loops the loops around the expression, outermost first
     */
    public static Interval expression(Expr expr, Map<String, Interval> buffers, List<Stmt.Loop> loops) {
        return new ExprRange(buffers, loops).of(expr);
    }

    /** All accumulators' ranges as {@link #buffers} takes them: one interval for each register, over all channels. */
    public static Map<String, Interval> held(List<AccumulatorRange> ranges) {
        Map<String, Interval> held = new HashMap<>();
        ranges.forEach(range -> held.merge(range.buffer(), range.held(), Interval::join));
        return held;
    }

    /** The bits of the narrowest signed format for every value of all these accumulators. */
    public static int neededBits(List<AccumulatorRange> ranges) {
        return ranges.stream()
                .mapToInt(range -> range.needed().bits())
                .max()
                .orElseThrow(() -> new IllegalArgumentException("no accumulator"));
    }

    /** What a store that adds to its own word can bring that word to. */
    static Interval stored(Kernel kernel, Stmt.Store store, Map<String, Interval> ranges) {
        return new BufferRanges(kernel, ranges).grown(store);
    }
}
