package dev.intarsia.ir.pass;

import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import java.util.Optional;

/**
 * Takes a clamp of words into the clamp of the node before it, when nobody else reads that node and the type of its words stays. The joined
 * node has the clamp's name. A graph of real numbers has no such clamps: there, the quantizer merges activations.
 */
public record MergeClamps() implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        Graph current = graph;
        Optional<Graph> next = step(current);
        while (next.isPresent()) {
            current = next.get();
            next = step(current);
        }
        return current;
    }

    private static Optional<Graph> step(Graph graph) {
        for (Node clamp : graph.nodes()) {
            if (clamp.arithmetic().orElse(null) instanceof NodeArithmetic.Bound bound
                    && clamp.op().capabilities().contains(Capability.CLAMPS)) {
                String name = clamp.operands().getFirst();
                Optional<NodeArithmetic> joined = graph.node(name)
                        .filter(node -> node.type().equals(clamp.type()))
                        .flatMap(Node::arithmetic)
                        .flatMap(arithmetic -> clamped(arithmetic, bound.clamp()));
                if (joined.isPresent()
                        && graph.readers(name).size() == 1
                        && !graph.outputs().contains(name)) {
                    return Optional.of(join(graph, graph.node(name).orElseThrow(), clamp, joined.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static Graph join(Graph graph, Node before, Node clamp, NodeArithmetic arithmetic) {
        GraphEdit edit = new GraphEdit(graph);
        edit.remove(clamp.name());
        edit.replace(
                before.name(),
                new Node(
                        clamp.name(),
                        before.op(),
                        before.operands(),
                        before.type(),
                        Optional.of(arithmetic),
                        before.location()));
        return edit.graph();
    }

    /** The arithmetic with its words bounded once more; empty for one without a clamp. */
    private static Optional<NodeArithmetic> clamped(NodeArithmetic arithmetic, Clamp outer) {
        return switch (arithmetic) {
            case NodeArithmetic.Accumulate a ->
                Optional.of(new NodeArithmetic.Accumulate(a.accumulation(), a.output(), both(a.clamp(), outer)));
            case NodeArithmetic.Add a ->
                Optional.of(
                        new NodeArithmetic.Add(a.leftShift(), a.left(), a.right(), a.output(), both(a.clamp(), outer)));
            case NodeArithmetic.FusedAdd f -> Optional.of(new NodeArithmetic.FusedAdd(f.sum(), both(f.clamp(), outer)));
            case NodeArithmetic.Average a ->
                Optional.of(new NodeArithmetic.Average(a.rounding(), both(a.clamp(), outer)));
            case NodeArithmetic.Bound b -> Optional.of(new NodeArithmetic.Bound(both(b.clamp(), outer)));
            case NodeArithmetic.Rescale r ->
                Optional.of(new NodeArithmetic.Rescale(r.output(), both(r.clamp(), outer)));
            case NodeArithmetic.Multiply m ->
                Optional.of(new NodeArithmetic.Multiply(m.output(), both(m.clamp(), outer)));
            case NodeArithmetic.Mean m -> Optional.of(new NodeArithmetic.Mean(m.output(), both(m.clamp(), outer)));
            case NodeArithmetic.Slopes s ->
                Optional.of(new NodeArithmetic.Slopes(s.positive(), s.negative(), both(s.clamp(), outer)));
            case NodeArithmetic.Table t ->
                Optional.of(new NodeArithmetic.Table(t.words().stream()
                        .map(word -> Math.clamp(word, outer.low(), outer.high()))
                        .toList()));
            case NodeArithmetic.Softmax s -> Optional.empty();
            case NodeArithmetic.Move m -> Optional.empty();
            case NodeArithmetic.Count c -> Optional.empty();
        };
    }

    /** One clamp, then another: what the other makes of the one's bounds. */
    private static Clamp both(Clamp inner, Clamp outer) {
        return new Clamp(
                Math.clamp(inner.low(), outer.low(), outer.high()),
                Math.clamp(inner.high(), outer.low(), outer.high()));
    }
}
