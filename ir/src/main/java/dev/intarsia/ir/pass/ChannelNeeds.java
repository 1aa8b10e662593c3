package dev.intarsia.ir.pass;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.graph.Accumulating;
import dev.intarsia.ir.graph.Channelwise;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.proof.WordRanges;
import dev.intarsia.ir.type.RawTensor;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which channels of the tensors of a quantized graph have to be there.
 *
 * <p>Tensors whose channels belong together, as before and after a pooling, form a family and keep the same ones. A family is whole when an
 * input, an output, or an operator that mixes or reorders channels is in it. Else a channel stays if some sum that is needed and not
 * constant reads it with a weight that is not 0, unless its word is a constant that the sum's bias can take up.
 */
final class ChannelNeeds {

    private final List<QuantizedNode> nodes;
    private final WordRanges ranges;
    private final Map<String, String> parents = new HashMap<>();
    private final Map<String, BitSet> kept = new HashMap<>();
    private final Graph graph;

    ChannelNeeds(QuantizedGraph quantized, WordRanges ranges) {
        this.graph = quantized.graph();
        this.nodes = quantized.quantizedNodes();
        this.ranges = ranges;
        graph.inputs().forEach(input -> keepAll(input.name()));
        graph.outputs().forEach(this::keepAll);
        nodes.forEach(this::relate);
        do {
            spread();
        } while (keepOneEach());
    }

    /** Whether the sum's products can leave out an operand's channel, whatever its place in the canonical order is. */
    private static boolean mayLeaveOut(NodeArithmetic.Accumulate accumulate) {
        return !(accumulate.accumulation() instanceof Accumulation.SaturateChunk);
    }

    private void relate(QuantizedNode node) {
        List<String> operands = node.node().operands();
        switch (kind(node)) {
            case SUM -> {
                if (!mayLeaveOut((NodeArithmetic.Accumulate) node.arithmetic())) {
                    keepAll(operands.getFirst());
                }
            }
            case EACH_BY_ITSELF -> join(operands.getFirst(), node.name());
            case CHANNELWISE -> operands.forEach(operand -> join(operand, node.name()));
            case WHOLE -> {
                keepAll(node.name());
                operands.forEach(this::keepAll);
            }
        }
    }

    /** How a node's result's channels hang together with its operands'. */
    enum Kind {
        /** A sum over all channels of the first operand. */
        SUM,
        /** Sums of which each reads the channel of its own number only. */
        EACH_BY_ITSELF,
        CHANNELWISE,
        WHOLE
    }

    Kind kind(QuantizedNode node) {
        int channels = node.node().type().shape().size(-1);
        int operandChannels = node.operandTypes().getFirst().shape().size(-1);
        if (node.node().op() instanceof Accumulating op
                && node.arithmetic() instanceof NodeArithmetic.Accumulate
                && node.constants().getFirst().isEmpty()) {
            int groups = op.groups(node.operandTypes().getFirst().shape());
            if (groups == 1) {
                return Kind.SUM;
            }
            return groups == channels && groups == operandChannels ? Kind.EACH_BY_ITSELF : Kind.WHOLE;
        }
        boolean channelwise = node.node().op() instanceof Channelwise op
                && op.isChannelwise(node.operandTypes().getFirst().shape());
        boolean all = node.operandTypes().stream().allMatch(t -> t.shape().size(-1) == channels)
                && node.constants().stream().allMatch(java.util.Optional::isEmpty);
        return channelwise && all ? Kind.CHANNELWISE : Kind.WHOLE;
    }

    private String family(String tensor) {
        String root = tensor;
        while (parents.containsKey(root)) {
            root = parents.get(root);
        }
        return root;
    }

    private void join(String a, String b) {
        String left = family(a);
        String right = family(b);
        if (!left.equals(right)) {
            BitSet both = channels(left);
            both.or(channels(right));
            parents.put(right, left);
        }
    }

    private BitSet channels(String family) {
        return kept.computeIfAbsent(family, f -> new BitSet());
    }

    private void keepAll(String tensor) {
        channels(family(tensor)).set(0, size(tensor));
    }

    private int size(String tensor) {
        return graph.type(tensor).shape().rank() == 0
                ? 1
                : graph.type(tensor).shape().size(-1);
    }

    /** Whether a channel is kept. */
    boolean keeps(String tensor, int channel) {
        return channels(family(tensor)).get(channel);
    }

    /** The channels that are kept, in order. */
    List<Integer> kept(String tensor) {
        return channels(family(tensor)).stream().boxed().toList();
    }

    boolean isWhole(String tensor) {
        return channels(family(tensor)).cardinality() == size(tensor);
    }

    /** From the sums that are needed to what they read, until nothing more is. */
    private void spread() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (QuantizedNode node : nodes.reversed()) {
                changed |= kind(node) == Kind.SUM && read(node);
            }
        }
    }

    private boolean read(QuantizedNode node) {
        String operand = node.node().operands().getFirst();
        BitSet channels = channels(family(operand));
        int before = channels.cardinality();
        RawTensor weights = node.constant(1);
        int inputs = weights.shape().size(-1);
        int length = weights.shape().elements() / weights.shape().size(0);
        for (int k = 0; k < weights.shape().size(0); k++) {
            if (keeps(node.name(), k) && ranges.constant(node.name(), k).isEmpty()) {
                for (int i = 0; i < length; i++) {
                    int c = i % inputs;
                    if (weights.at(k * length + i) != 0 && !channels.get(c) && !isFoldable(node, c)) {
                        channels.set(c);
                    }
                }
            }
        }
        return channels.cardinality() > before;
    }

    /** Whether a channel of a sum's operand adds the same to every sum, so that the bias can: a constant, and no padding in its place. */
    boolean isFoldable(QuantizedNode node, int channel) {
        String operand = node.node().operands().getFirst();
        Accumulating op = (Accumulating) node.node().op();
        return ranges.constant(operand, channel).stream()
                .anyMatch(word -> word == node.operandElement(0).zeroPoint()
                        || !op.pads(node.operandTypes().getFirst().shape()));
    }

    /** A tensor has at least one channel. */
    private boolean keepOneEach() {
        boolean changed = false;
        for (QuantizedNode node : nodes) {
            for (String tensor : List.of(node.name(), node.node().operands().getFirst())) {
                BitSet channels = channels(family(tensor));
                changed |= channels.isEmpty();
                if (channels.isEmpty()) {
                    channels.set(0);
                }
            }
        }
        return changed;
    }
}
