package dev.intarsia.cli.size;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.range.RangeAnalysis;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What is claimed of the accumulators of a network of integers: for each layer and output channel the least and the greatest sum that any
 * input of the layer can give, an output element where each is reached, and the narrowest signed width for all of them; the interval of
 * partial sums in whatever order an array adds; the widths of bias and multiplier, and the range of the shift.
 *
 * <p>Inputs of a layer are taken to be any words of their type; nothing is claimed about what can reach the layer from the network's input.
 */
public record WidthCertificate(List<Layer> layers) {

    private static final String FORM = "intarsia width certificate 2";

    public WidthCertificate {
        layers = List.copyOf(layers);
    }

    /**
     * A layer.
     *
     * @param name its name
     * @param bits the width that is claimed to be enough and the narrowest, for finished and partial sums
     * @param biasBits the narrowest signed width of all its biases; 1 without any
     * @param partialLow the least that an accumulator holds on the way, whatever the order of the products
     * @param partialHigh the greatest
     */
    public record Layer(
            String name,
            int bits,
            int biasBits,
            Requantizer requantizer,
            long partialLow,
            long partialHigh,
            List<Channel> channels) {
        public Layer {
            channels = List.copyOf(channels);
        }
    }

    /**
     * What a requantizer needs.
     *
     * @param multiplierBits the narrowest signed width that holds every multiplier without its trailing zeros, which the shift takes; 0 where it
     *     has no integer multiplier
     * @param leastShift the least total right shift; 0 where it has none
     * @param greatestShift the greatest
     */
    public record Requantizer(int multiplierBits, int leastShift, int greatestShift) {}

    /**
     * An output channel.
     *
     * @param low the least sum
     * @param lowAt an output element where it is reached, one index an axis
     * @param high the greatest sum
     * @param highAt an output element where it is reached
     */
    public record Channel(long low, List<Long> lowAt, long high, List<Long> highAt) {
        public Channel {
            lowAt = List.copyOf(lowAt);
            highAt = List.copyOf(highAt);
        }
    }

    /** What range analysis says of a network. */
    public static WidthCertificate of(QuantizedGraph graph) {
        List<Layer> layers = new ArrayList<>();
        for (QuantizedNode node : graph.quantizedNodes()) {
            List<AccumulatorRange> ranges = ranges(node);
            if (!ranges.isEmpty()) {
                Interval held = ranges.stream()
                        .map(AccumulatorRange::held)
                        .reduce(Interval::join)
                        .orElseThrow();
                layers.add(new Layer(
                        node.name(),
                        RangeAnalysis.neededBits(ranges),
                        biasBits(node),
                        requantizer((NodeArithmetic.Accumulate) node.arithmetic()),
                        held.low().longValueExact(),
                        held.high().longValueExact(),
                        ranges.stream()
                                .map(r -> new Channel(
                                        r.low(),
                                        r.lowWitness().place(),
                                        r.high(),
                                        r.highWitness().place()))
                                .toList()));
            }
        }
        return new WidthCertificate(layers);
    }

    private static int biasBits(QuantizedNode node) {
        if (!node.hasOperand(2)) {
            return 1;
        }
        LongSummaryStatistics words = LongStream.of(node.constant(2).toArray()).summaryStatistics();
        return IntFormat.holdingSigned(BigInteger.valueOf(words.getMin()), BigInteger.valueOf(words.getMax()))
                .bits();
    }

    private static Requantizer requantizer(NodeArithmetic.Accumulate arithmetic) {
        if (!(arithmetic.output().form() instanceof MultiplyShift)) {
            return new Requantizer(0, 0, 0);
        }
        List<ScaleParameters> all = arithmetic.output().parameters();
        int bits = all.stream()
                .map(p -> BigInteger.valueOf(p.multiplier()))
                .mapToInt(m -> m.signum() == 0 ? 1 : 1 + m.bitLength() - m.getLowestSetBit())
                .max()
                .orElseThrow();
        IntSummaryStatistics shifts =
                all.stream().mapToInt(ScaleParameters::shift).summaryStatistics();
        return new Requantizer(bits, shifts.getMin(), shifts.getMax());
    }

    /** What is claimed of a layer. */
    public Optional<Layer> layer(String name) {
        return layers.stream().filter(layer -> layer.name().equals(name)).findFirst();
    }

    /** The range of each channel's exact sums, whatever the node's own accumulators do. */
    static List<AccumulatorRange> ranges(QuantizedNode node) {
        Accumulation exact = new Accumulation.Wrap(IntFormat.I64);
        return node.arithmetic() instanceof NodeArithmetic.Accumulate
                ? RangeAnalysis.accumulators(node.node().op().lower(node.withAccumulation(exact)))
                : List.of();
    }

    /** As it is written to a file. */
    public String text() {
        StringBuilder text = new StringBuilder(FORM + "\n");
        for (Layer layer : layers) {
            text.append("layer\t")
                    .append(layer.name())
                    .append('\t')
                    .append(layer.bits())
                    .append('\t')
                    .append(layer.biasBits())
                    .append('\t')
                    .append(layer.requantizer().multiplierBits())
                    .append('\t')
                    .append(layer.requantizer().leastShift())
                    .append('\t')
                    .append(layer.requantizer().greatestShift())
                    .append('\t')
                    .append(layer.partialLow())
                    .append('\t')
                    .append(layer.partialHigh())
                    .append('\n');
            for (Channel c : layer.channels()) {
                text.append("channel\t").append(c.low()).append('\t').append(place(c.lowAt()));
                text.append('\t')
                        .append(c.high())
                        .append('\t')
                        .append(place(c.highAt()))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String place(List<Long> place) {
        return place.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
