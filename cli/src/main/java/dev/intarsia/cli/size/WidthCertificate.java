package dev.intarsia.cli.size;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.range.RangeAnalysis;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is claimed of the accumulators of a network of integers: for each layer and output channel the least and the greatest sum that any
 * input of the layer can give, an output element where each is reached, and the narrowest signed width for all of them.
 *
 * <p>Inputs of a layer are taken to be any words of their type; nothing is claimed about what can reach the layer from the network's input.
 */
public record WidthCertificate(List<Layer> layers) {

    private static final String FORM = "intarsia width certificate 1";

    public WidthCertificate {
        layers = List.copyOf(layers);
    }

    /**
     * A layer.
     *
     * @param name its name
     * @param bits the width that is claimed to be enough and the narrowest
     */
    public record Layer(String name, int bits, List<Channel> channels) {
        public Layer {
            channels = List.copyOf(channels);
        }
    }

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
                layers.add(new Layer(
                        node.name(),
                        RangeAnalysis.neededBits(ranges),
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
