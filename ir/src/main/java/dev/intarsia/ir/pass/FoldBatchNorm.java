package dev.intarsia.ir.pass;

import dev.intarsia.ir.diagnostic.Derived;
import dev.intarsia.ir.graph.Accumulating;
import dev.intarsia.ir.graph.AffinePerChannel;
import dev.intarsia.ir.graph.AffinePerChannel.Affine;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Takes batch normalization, or any other map {@code factor[c]·x + offset[c]}, into the weights and the bias of an accumulation
 * next to it.
 *
 * <p>Behind the accumulation: {@code w'[k] = factor[k]·w[k]}, {@code b'[k] = factor[k]·b[k] + offset[k]}. Before it:
 * {@code w'[k,c] = w[k,c]·factor[c]}, {@code b'[k] = b[k] + Σ w[k,c]·offset[c]}, which is exact only where no product has a padded
 * zero in the place of an element, or where all offsets are 0. In both cases the first of the two nodes has no other reader. Computed
 * in float64 and rounded once.
 *
 * <p>The joined node keeps the accumulation's name, unless the map's is an output's.
 */
public record FoldBatchNorm() implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        Graph current = graph;
        boolean changed = true;
        while (changed) {
            Optional<Graph> next = step(current);
            changed = next.isPresent();
            current = next.orElse(current);
        }
        return current;
    }

    private Optional<Graph> step(Graph graph) {
        for (Node second : graph.nodes()) {
            Optional<Node> first = graph.node(second.operands().getFirst()).filter(node -> readOnce(graph, node));
            if (first.isEmpty()) {
                continue;
            }
            if (second.op() instanceof AffinePerChannel map && first.get().op() instanceof Accumulating) {
                Optional<Affine> affine = affine(graph, map, second);
                if (affine.isPresent() && hasConstants(graph, first.get())) {
                    return Optional.of(foldBehind(graph, first.get(), second, affine.get()));
                }
            }
            if (first.get().op() instanceof AffinePerChannel map && second.op() instanceof Accumulating accumulating) {
                Optional<Affine> affine = affine(graph, map, first.get())
                        .filter(a -> !accumulating.pads(first.get().type().shape())
                                || a.offsets().stream().allMatch(offset -> offset == 0));
                if (affine.isPresent() && hasConstants(graph, second)) {
                    return Optional.of(foldBefore(graph, first.get(), second, accumulating, affine.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean readOnce(Graph graph, Node node) {
        long reads = graph.nodes().stream()
                .flatMap(reader -> reader.operands().stream())
                .filter(node.name()::equals)
                .count();
        return reads == 1 && !graph.outputs().contains(node.name());
    }

    private static Optional<Affine> affine(Graph graph, AffinePerChannel map, Node node) {
        List<String> parameters = node.operands().subList(1, node.operands().size());
        if (!parameters.stream().allMatch(name -> graph.constant(name).isPresent())) {
            return Optional.empty();
        }
        return Optional.of(map.affine(parameters.stream()
                .map(name -> graph.constant(name).orElseThrow().real())
                .toList()));
    }

    /** Whether weights and bias are constants that nobody else reads. */
    private static boolean hasConstants(Graph graph, Node node) {
        return node.operands().stream()
                .skip(1)
                .allMatch(name -> graph.constant(name).isPresent()
                        && graph.readers(name).size() == 1
                        && !graph.outputs().contains(name));
    }

    private Graph foldBehind(Graph graph, Node accumulation, Node map, Affine affine) {
        RealTensor weights = weights(graph, accumulation);
        float[] folded = weights.toArray();
        int channels = weights.shape().size(0);
        int length = folded.length / channels;
        float[] bias = new float[channels];
        for (int k = 0; k < channels; k++) {
            double factor = affine.factors().get(k);
            for (int i = k * length; i < (k + 1) * length; i++) {
                folded[i] = (float) (factor * folded[i]);
            }
            bias[k] = (float)
                    (factor * bias(graph, accumulation, k) + affine.offsets().get(k));
        }
        GraphEdit edit = new GraphEdit(graph);
        Node joined = joined(graph, edit, accumulation, RealTensor.owning(weights.shape(), folded), bias);
        boolean isOutput = graph.outputs().contains(map.name());
        String name = isOutput ? map.name() : accumulation.name();
        edit.remove(map.name(), name);
        edit.replace(accumulation.name(), named(joined, name));
        return edit.graph();
    }

    private Graph foldBefore(Graph graph, Node map, Node accumulation, Accumulating op, Affine affine) {
        RealTensor weights = weights(graph, accumulation);
        float[] folded = weights.toArray();
        int channels = weights.shape().size(0);
        int length = folded.length / channels;
        int groupChannels = weights.shape().size(-1);
        float[] bias = new float[channels];
        for (int k = 0; k < channels; k++) {
            int firstChannel = k / (channels / op.groups(map.type().shape())) * groupChannels;
            double sum = bias(graph, accumulation, k);
            for (int i = k * length; i < (k + 1) * length; i++) {
                int c = firstChannel + i % groupChannels;
                sum += folded[i] * affine.offsets().get(c);
                folded[i] = (float) (folded[i] * affine.factors().get(c));
            }
            bias[k] = (float) sum;
        }
        GraphEdit edit = new GraphEdit(graph);
        edit.replace(
                accumulation.name(),
                joined(graph, edit, accumulation, RealTensor.owning(weights.shape(), folded), bias));
        edit.remove(map.name(), map.operands().getFirst());
        return edit.graph();
    }

    private static RealTensor weights(Graph graph, Node accumulation) {
        return graph.constant(accumulation.operands().get(1)).orElseThrow().real();
    }

    private static double bias(Graph graph, Node accumulation, int k) {
        return accumulation.operands().size() < 3
                ? 0
                : graph.constant(accumulation.operands().get(2))
                        .orElseThrow()
                        .real()
                        .at(k);
    }

    /** The accumulation with new weights and bias under their old names; a bias that it did not have is named after it. */
    private Node joined(Graph graph, GraphEdit edit, Node accumulation, RealTensor weights, float[] bias) {
        String weightName = accumulation.operands().get(1);
        String biasName = accumulation.operands().size() < 3
                ? edit.freshName(accumulation.name() + ".b")
                : accumulation.operands().get(2);
        Derived place =
                new Derived(name(), graph.constant(weightName).orElseThrow().location());
        edit.put(Constant.real(weightName, weights, place));
        edit.put(Constant.real(biasName, RealTensor.owning(Shape.of(bias.length), bias), place));
        return accumulation.withOperands(List.of(accumulation.operands().getFirst(), weightName, biasName));
    }

    private static Node named(Node node, String name) {
        return new Node(name, node.op(), node.operands(), node.type(), node.arithmetic(), node.location());
    }
}
