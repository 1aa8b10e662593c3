package dev.intarsia.ir.pass;

import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import java.util.List;

/**
 * The passes that a quantized graph may go through, in their order. Each leaves every word of every output as it is, and every word of
 * every tensor whose name is still there. {@link RemoveChannels} is apart from them, because it leaves tensors with fewer channels.
 */
public final class IntegerPasses {

    /** In this order. */
    public static final List<GraphPass> ALL = List.of(
            new MergeEqualNodes(),
            new SinkTransposes(),
            new RemoveIdentity(),
            new AbsorbPadding(),
            new MergeClamps(),
            new RemoveDeadNodes());

    /** Why one pass comes before another. */
    public static final List<GraphPasses.Precedence> PRECEDENCES = List.of(
            new GraphPasses.Precedence(
                    "MergeEqualNodes", "MergeClamps", "a clamp that was there twice is one reader of what it bounds"),
            new GraphPasses.Precedence(
                    "MergeEqualNodes", "SinkTransposes", "a transpose that was there twice has one reader"),
            new GraphPasses.Precedence(
                    "SinkTransposes",
                    "RemoveIdentity",
                    "transposes that undo each other are joined to one of no effect"),
            new GraphPasses.Precedence(
                    "RemoveIdentity", "AbsorbPadding", "nothing lies between a border and its reader"),
            new GraphPasses.Precedence("AbsorbPadding", "RemoveDeadNodes", "an absorbed border is read by nobody"));

    private IntegerPasses() {}

    /** The graph after all passes. */
    public static QuantizedGraph applyAll(QuantizedGraph graph) {
        Graph current = graph.graph();
        for (GraphPass pass : ALL) {
            current = pass.apply(current);
        }
        return new QuantizedGraph(current, graph.profile());
    }
}
