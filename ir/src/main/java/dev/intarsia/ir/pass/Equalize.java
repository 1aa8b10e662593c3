package dev.intarsia.ir.pass;

import dev.intarsia.ir.diagnostic.Derived;
import dev.intarsia.ir.graph.Accumulating;
import dev.intarsia.ir.graph.Clamping;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.type.RealTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves factors between neighbouring layers so that the channels between them need like ranges: the weights and the bias of a channel c are divided
 * by {@code s[c] = √(r₁[c] / r₂[c])} where it is made and multiplied by it where it is read, with r₁ and r₂ the greatest magnitudes of these weights.
 * Nothing changes in real numbers, because only an activation function with {@code f(s·x) = s·f(x)} may lie between: none, or relu.
 *
 * <p>Repeated over all pairs until no factor is further from 1 than a thousandth. Source: Nagel et al., "Data-free quantization through weight
 * equalization and bias correction", 2019, equation 11.
 *
 * @param powersOfTwo whether factors are rounded to powers of two, which change no bit of a float32 number's fraction
 */
public record Equalize(boolean powersOfTwo) implements GraphPass {

    private static final int ROUNDS = 40;
    private static final double NEAR = 1e-3;

    /** Two layers with one channel axis between them. */
    private record Pair(Node first, Node second, int channelsOfGroup, int outputsOfGroup) {}

    @Override
    public Graph apply(Graph graph) {
        List<Pair> pairs = pairs(graph);
        Map<String, float[]> values = new HashMap<>();
        for (Pair pair : pairs) {
            for (Node node : List.of(pair.first, pair.second)) {
                node.operands().stream()
                        .skip(1)
                        .forEach(name -> values.computeIfAbsent(
                                name,
                                n -> graph.constant(n).orElseThrow().real().toArray()));
            }
        }
        boolean changed = true;
        for (int round = 0; round < ROUNDS && changed; round++) {
            changed = false;
            for (Pair pair : pairs) {
                changed |= equalize(pair, values);
            }
        }
        GraphEdit edit = new GraphEdit(graph);
        values.forEach((name, changedValues) -> {
            Constant old = graph.constant(name).orElseThrow();
            RealTensor tensor = RealTensor.of(old.type().shape(), changedValues);
            if (!tensor.equals(old.real())) {
                edit.put(Constant.real(name, tensor, new Derived(name(), old.location())));
            }
        });
        return edit.graph();
    }

    private static List<Pair> pairs(Graph graph) {
        List<Pair> pairs = new ArrayList<>();
        for (Node second : graph.nodes()) {
            if (second.op() instanceof Accumulating accumulating && hasConstants(graph, second)) {
                String operand = second.operands().getFirst();
                Optional<Node> first = maker(graph, operand);
                int rank = graph.type(operand).shape().rank();
                if (first.isPresent()
                        && hasConstants(graph, first.get())
                        && graph.type(first.get().name()).shape().rank() == rank) {
                    int groups = accumulating.groups(graph.type(operand).shape());
                    int channels = graph.type(operand).shape().size(-1);
                    int outputs = second.type().shape().size(-1);
                    pairs.add(new Pair(first.get(), second, channels / groups, outputs / groups));
                }
            }
        }
        return pairs;
    }

    /** The layer that a tensor comes from, through nothing but relus that have no other reader. */
    private static Optional<Node> maker(Graph graph, String tensor) {
        Optional<Node> node = graph.node(tensor)
                .filter(n ->
                        graph.readers(tensor).size() == 1 && !graph.outputs().contains(tensor));
        if (node.isPresent()
                && node.get().op() instanceof Clamping clamping
                && (clamping.low() == 0 || clamping.low() == Double.NEGATIVE_INFINITY)
                && clamping.high() == Double.POSITIVE_INFINITY) {
            return maker(graph, node.get().operands().getFirst());
        }
        return node.filter(n -> n.op() instanceof Accumulating);
    }

    private static boolean hasConstants(Graph graph, Node node) {
        return node.operands().stream()
                .skip(1)
                .allMatch(name ->
                        graph.constant(name).filter(c -> c.type().isReal()).isPresent()
                                && graph.readers(name).size() == 1
                                && !graph.outputs().contains(name));
    }

    private boolean equalize(Pair pair, Map<String, float[]> values) {
        float[] rows = values.get(pair.first.operands().get(1));
        float[] columns = values.get(pair.second.operands().get(1));
        int channels = pair.first.type().shape().size(-1);
        int length = rows.length / channels;
        boolean changed = false;
        for (int c = 0; c < channels; c++) {
            double made = 0;
            for (int i = c * length; i < (c + 1) * length; i++) {
                made = Math.max(made, Math.abs(rows[i]));
            }
            double read = 0;
            for (int i : readers(pair, columns.length, c)) {
                read = Math.max(read, Math.abs(columns[i]));
            }
            double factor = made == 0 || read == 0 ? 1 : Math.sqrt(made / read);
            if (powersOfTwo) {
                factor = Math.scalb(1.0, (int) Math.rint(Math.log(factor) / Math.log(2)));
            }
            if (Math.abs(factor - 1) > NEAR) {
                changed = true;
                scale(pair, values, c, factor);
            }
        }
        return changed;
    }

    private static void scale(Pair pair, Map<String, float[]> values, int channel, double factor) {
        float[] rows = values.get(pair.first.operands().get(1));
        int length = rows.length / pair.first.type().shape().size(-1);
        for (int i = channel * length; i < (channel + 1) * length; i++) {
            rows[i] = (float) (rows[i] / factor);
        }
        if (pair.first.operands().size() > 2) {
            float[] bias = values.get(pair.first.operands().get(2));
            bias[channel] = (float) (bias[channel] / factor);
        }
        float[] columns = values.get(pair.second.operands().get(1));
        for (int i : readers(pair, columns.length, channel)) {
            columns[i] = (float) (columns[i] * factor);
        }
    }

    /** The positions of the weights that meet a channel: the last axis is the channel within its group. */
    private static int[] readers(Pair pair, int weights, int channel) {
        int outputs = pair.second.type().shape().size(-1);
        int length = weights / outputs;
        int group = channel / pair.channelsOfGroup;
        int taps = length / pair.channelsOfGroup;
        int[] positions = new int[pair.outputsOfGroup * taps];
        for (int k = 0; k < pair.outputsOfGroup; k++) {
            for (int t = 0; t < taps; t++) {
                positions[k * taps + t] = (group * pair.outputsOfGroup + k) * length
                        + t * pair.channelsOfGroup
                        + channel % pair.channelsOfGroup;
            }
        }
        return positions;
    }
}
