package dev.intarsia.ir.pass;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Channelwise;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.proof.ProvedChannels;
import dev.intarsia.ir.proof.WordRanges;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Takes out channels that nobody reads, and channels whose word is always the same, which the sums that read them take up into their
 * biases. Every word of every channel that is left is what it was; outputs keep all channels.
 *
 * <p>A channel is constant when the least and the greatest sum that it can have give one word; see {@link WordRanges}. One that has to
 * stay, because of its reader's padding or because it is an output's, loses its weights instead, and its bias becomes a sum with that word.
 */
public final class RemoveChannels {

    private final QuantizedGraph quantized;
    private final WordRanges ranges;
    private final ChannelNeeds needs;
    private final GraphEdit edit;

    private RemoveChannels(QuantizedGraph quantized) {
        this.quantized = quantized;
        this.ranges = WordRanges.of(quantized);
        this.needs = new ChannelNeeds(quantized, ranges);
        this.edit = new GraphEdit(quantized.graph());
    }

    /** The graph without the channels that are not needed, dead nodes included. */
    public static PrunedGraph apply(QuantizedGraph graph) {
        Graph alive = new RemoveDeadNodes().apply(graph.graph());
        return new RemoveChannels(new QuantizedGraph(alive, graph.profile())).apply();
    }

    private PrunedGraph apply() {
        Map<String, List<Integer>> kept = new HashMap<>();
        for (QuantizedNode node : quantized.quantizedNodes()) {
            switch (needs.kind(node)) {
                case SUM, EACH_BY_ITSELF -> sum(node);
                case CHANNELWISE -> {
                    Op op = node.node().op() instanceof Channelwise each && !needs.isWhole(node.name())
                            ? each.withChannels(needs.kept(node.name()).size())
                            : node.node().op();
                    edit.replace(node.name(), typed(node.node()).withOp(op));
                }
                case WHOLE -> {}
            }
            if (!needs.isWhole(node.name())) {
                kept.put(node.name(), needs.kept(node.name()));
            }
        }
        Graph left = new RemoveDeadNodes().apply(edit.graph());
        return new PrunedGraph(new QuantizedGraph(left, quantized.profile()), kept);
    }

    private Node typed(Node node) {
        int channels = needs.kept(node.name()).size();
        return node.withType(
                node.type().withShape(PrunedGraph.withChannels(node.type().shape(), channels)));
    }

    private void sum(QuantizedNode node) {
        Sums sums = new Sums(node);
        if (sums.changeNothing()) {
            return;
        }
        NodeArithmetic.Accumulate a = (NodeArithmetic.Accumulate) node.arithmetic();
        List<Integer> outputs = needs.kept(node.name());
        Rescaling output = a.output().isPerTensor()
                ? a.output()
                : new Rescaling(
                        a.output().form(),
                        outputs.stream().map(a.output().parameters()::get).toList());
        String weights = edit.putOwn(node, 1, ".w", sums.weightType(), sums.weights(), "RemoveChannels");
        List<String> operands = new ArrayList<>(List.of(node.node().operands().getFirst(), weights));
        if (sums.hasBias()) {
            operands.add(edit.putOwn(node, 2, ".b", sums.biasType(), sums.bias(), "RemoveChannels"));
        }
        edit.replace(
                node.name(),
                typed(node.node())
                        .withArithmetic(new NodeArithmetic.Accumulate(a.accumulation(), output, a.clamp()))
                        .withOperands(operands));
    }

    /** The weights and the bias of a node's sums without the channels that are left out. */
    private final class Sums {
        private final QuantizedNode node;
        private final RawTensor weights;
        private final List<Integer> outputs;
        private final List<Integer> inputs;
        private final long[] offsets;
        private final boolean[] constant;

        Sums(QuantizedNode node) {
            this.node = node;
            this.weights = node.constant(1);
            this.outputs = needs.kept(node.name());
            String operand = node.node().operands().getFirst();
            this.inputs = needs.kind(node) == ChannelNeeds.Kind.SUM ? needs.kept(operand) : List.of(0);
            int count = weights.shape().size(0);
            this.offsets = new long[count];
            this.constant = new boolean[count];
            List<ProvedChannels.Channel> proved =
                    ranges.sums(node.name()).orElseThrow().channels();
            for (int k : outputs) {
                Interval sum = proved.get(k).sum();
                constant[k] = ranges.constant(node.name(), k).isPresent()
                        && sum.low().bitLength() < biasFormat().bits();
                offsets[k] = constant[k] ? sum.low().longValueExact() : bias(k) + leftOut(k);
            }
        }

        private IntFormat biasFormat() {
            return SumBias.of(node).type().format();
        }

        private long bias(int k) {
            return node.hasOperand(2) ? node.constant(2).at(k) : 0;
        }

        private int length() {
            return weights.shape().elements() / weights.shape().size(0);
        }

        /** What the constant channels that are left out add to each sum of an output channel. */
        private long leftOut(int k) {
            if (needs.kind(node) != ChannelNeeds.Kind.SUM) {
                return 0;
            }
            String operand = node.node().operands().getFirst();
            int all = weights.shape().size(-1);
            long sum = 0;
            for (int i = 0; i < length(); i++) {
                OptionalLong word = ranges.constant(operand, i % all);
                long weight = weights.at(k * length() + i);
                if (weight != 0 && !needs.keeps(operand, i % all)) {
                    sum += weight * (word.orElseThrow() - node.operandElement(0).zeroPoint());
                }
            }
            return sum;
        }

        boolean changeNothing() {
            boolean whole = needs.isWhole(node.name())
                    && inputs.size() == weights.shape().size(-1);
            return whole && outputs.stream().noneMatch(k -> constant[k] && !isPlain(k));
        }

        /** Whether an output channel has no weights any more. */
        private boolean isPlain(int k) {
            return IntStream.range(k * length(), (k + 1) * length()).allMatch(i -> weights.at(i) == 0);
        }

        RawTensor weights() {
            int all = weights.shape().size(-1);
            int taps = length() / all;
            long[] words = new long[outputs.size() * taps * inputs.size()];
            int place = 0;
            for (int k : outputs) {
                for (int tap = 0; tap < taps; tap++) {
                    for (int c : inputs) {
                        words[place++] = constant[k] ? 0 : weights.at((k * taps + tap) * all + c);
                    }
                }
            }
            List<Integer> sizes = new ArrayList<>(weights.shape().sizes());
            sizes.set(0, outputs.size());
            sizes.set(sizes.size() - 1, inputs.size());
            return RawTensor.owning(weights.format(), new Shape(sizes), words);
        }

        boolean hasBias() {
            return node.hasOperand(2) || outputs.stream().anyMatch(k -> offsets[k] != 0);
        }

        RawTensor bias() {
            long[] words = outputs.stream().mapToLong(k -> offsets[k]).toArray();
            return RawTensor.owning(biasFormat(), Shape.of(words.length), words);
        }

        Quantized weightType() {
            Quantized type = node.operandElement(1);
            return new Quantized(type.format(), SumBias.selected(type.scale(), outputs), type.zeroPoint());
        }

        Quantized biasType() {
            Quantized type = SumBias.of(node).type();
            return new Quantized(type.format(), SumBias.selected(type.scale(), outputs), type.zeroPoint());
        }
    }
}
