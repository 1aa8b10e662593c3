package dev.intarsia.ir.proof;

import dev.intarsia.ir.graph.Channelwise;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.graph.SpatialPadding;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which words each channel, the last axis, of each tensor of a quantized graph can have, whatever its inputs are. Each interval encloses
 * them; it need not be reached.
 */
public final class WordRanges {

    private final Map<String, List<Interval>> tensors = new HashMap<>();
    private final Map<String, ProvedChannels> sums = new HashMap<>();

    private WordRanges() {}

    /** Goes through a graph from its inputs, which can have every word of their formats, to its outputs. */
    public static WordRanges of(QuantizedGraph graph) {
        WordRanges ranges = new WordRanges();
        for (Input input : graph.graph().inputs()) {
            Interval all = Interval.of(input.type().quantized().format());
            ranges.put(input.name(), input.type().shape(), all);
        }
        for (Constant constant : graph.graph().constants()) {
            ranges.tensors.put(constant.name(), words(constant.raw()));
        }
        for (QuantizedNode node : graph.quantizedNodes()) {
            ProvedChannels.of(node, ranges).ifPresent(proved -> ranges.sums.put(node.name(), proved));
            ranges.tensors.put(node.name(), ranges.channels(node));
        }
        return ranges;
    }

    private static List<Interval> words(RawTensor words) {
        Interval[] channels = new Interval[channels(words.shape())];
        for (int i = 0; i < words.shape().elements(); i++) {
            Interval word = Interval.of(words.at(i));
            int c = i % channels.length;
            channels[c] = channels[c] == null ? word : channels[c].join(word);
        }
        return List.of(channels);
    }

    private static Interval words(List<Long> table) {
        return table.stream().map(Interval::of).reduce(Interval::join).orElseThrow();
    }

    private static int channels(Shape shape) {
        return shape.rank() == 0 ? 1 : shape.size(-1);
    }

    private void put(String tensor, Shape shape, Interval every) {
        tensors.put(tensor, Collections.nCopies(channels(shape), every));
    }

    /** One interval for each channel of a tensor. */
    public List<Interval> channels(String tensor) {
        return tensors.get(tensor);
    }

    /** The words that any channel of a tensor can have. */
    public Interval all(String tensor) {
        return channels(tensor).stream().reduce(Interval::join).orElseThrow();
    }

    /** The word of a channel that is the same at every place for every input; empty for others. */
    public OptionalLong constant(String tensor, int channel) {
        Interval words = channels(tensor).get(channel);
        return words.low().equals(words.high()) ? OptionalLong.of(words.low().longValueExact()) : OptionalLong.empty();
    }

    /** What is proved of the sums of a node; empty when it is no sum of products. */
    public Optional<ProvedChannels> sums(String node) {
        return Optional.ofNullable(sums.get(node));
    }

    private List<Interval> channels(QuantizedNode node) {
        Interval format = Interval.of(node.element().format());
        List<Interval> unknown = Collections.nCopies(channels(node.shape()), format);
        return switch (node.arithmetic()) {
            case NodeArithmetic.Accumulate a ->
                sums(node.name())
                        .map(proved -> proved.channels().stream()
                                .map(ProvedChannels.Channel::words)
                                .toList())
                        .orElse(every(unknown, a.clamp()));
            case NodeArithmetic.Bound b -> bounded(node, unknown, b.clamp());
            case NodeArithmetic.Average a -> bounded(node, unknown, a.clamp());
            case NodeArithmetic.Move m -> moved(node, unknown);
            case NodeArithmetic.Rescale r ->
                operand(node)
                        .map(operand -> operand.stream()
                                .map(words -> rescaled(node, words, r.output(), r.clamp()))
                                .toList())
                        .orElse(every(unknown, r.clamp()));
            case NodeArithmetic.Add a -> every(unknown, a.clamp());
            case NodeArithmetic.FusedAdd f -> every(unknown, f.clamp());
            case NodeArithmetic.Multiply m -> every(unknown, m.clamp());
            case NodeArithmetic.Mean m -> every(unknown, m.clamp());
            case NodeArithmetic.Slopes s -> every(unknown, s.clamp());
            case NodeArithmetic.Table t -> Collections.nCopies(unknown.size(), words(t.words()));
            case NodeArithmetic.Softmax s -> unknown;
            case NodeArithmetic.Count c -> unknown;
        };
    }

    private static List<Interval> every(List<Interval> unknown, Clamp clamp) {
        return Collections.nCopies(unknown.size(), Interval.of(clamp.low(), clamp.high()));
    }

    /** The channels of the one operand of a node that works on each by itself. */
    private Optional<List<Interval>> operand(QuantizedNode node) {
        return node.node().op() instanceof Channelwise op
                        && node.operandTypes().size() == 1
                        && op.isChannelwise(node.operandTypes().getFirst().shape())
                ? Optional.of(channels(node.node().operands().getFirst()))
                : Optional.empty();
    }

    /** A greatest word, a mean of words, a bounded word: nothing outside of the words that it is made of, once bounded. */
    private List<Interval> bounded(QuantizedNode node, List<Interval> unknown, Clamp clamp) {
        Interval bounds = Interval.of(clamp.low(), clamp.high());
        return operand(node)
                .map(operand ->
                        operand.stream().map(words -> words.clamp(bounds)).toList())
                .orElse(every(unknown, clamp));
    }

    private List<Interval> moved(QuantizedNode node, List<Interval> unknown) {
        if (operand(node).isEmpty() || node.node().op() instanceof SpatialPadding border && border.value() != 0) {
            return unknown;
        }
        if (!(node.node().op() instanceof SpatialPadding)) {
            return operand(node).get();
        }
        Interval zero = Interval.of(node.element().zeroPoint());
        List<Interval> channels = new ArrayList<>();
        operand(node).get().forEach(words -> channels.add(words.join(zero)));
        return channels;
    }

    private static Interval rescaled(QuantizedNode node, Interval words, Rescaling rescaling, Clamp clamp) {
        Interval differences = words.minus(Interval.of(node.operandElement(0).zeroPoint()));
        Requantization.Scaled meaning = new Requantization.Scaled(
                rescaling.form(), rescaling.at(0), 0, node.element().zeroPoint(), clamp.low(), clamp.high());
        return new ProvedChannels.Channel(differences, meaning).words();
    }
}
