package dev.intarsia.ir.pass;

import dev.intarsia.ir.graph.Graph;
import java.util.List;
import java.util.Optional;

/** The passes that every model goes through before it is quantized, in their order. */
public final class GraphPasses {

    /** In this order. */
    public static final List<GraphPass> ALL = List.of(
            new FoldConstants(),
            new RemoveIdentity(),
            new SeparateConstants(),
            new FoldBatchNorm(),
            new AbsorbPadding(),
            new RemoveDeadNodes());

    /** Why one pass comes before another. */
    public static final List<Precedence> PRECEDENCES = List.of(
            new Precedence(
                    "FoldConstants", "FoldBatchNorm", "weights that are computed from constants are constants then"),
            new Precedence("RemoveIdentity", "FoldBatchNorm", "nothing lies between an accumulation and its map then"),
            new Precedence(
                    "SeparateConstants", "FoldBatchNorm", "weights that two nodes share cannot take up two maps"),
            new Precedence(
                    "FoldBatchNorm",
                    "AbsorbPadding",
                    "a map before an accumulation can be folded as long as the accumulation does not pad"),
            new Precedence("FoldBatchNorm", "RemoveDeadNodes", "the parameters of folded maps are read by nobody"),
            new Precedence("AbsorbPadding", "RemoveDeadNodes", "an absorbed border is read by nobody"));

    /** One pass has to be before another. */
    public record Precedence(String earlier, String later, String reason) {}

    private GraphPasses() {}

    /** A pass by its name. */
    public static Optional<GraphPass> named(String name) {
        return ALL.stream().filter(pass -> pass.name().equals(name)).findFirst();
    }

    /** The graph after all passes. */
    public static Graph applyAll(Graph graph) {
        Graph current = graph;
        for (GraphPass pass : ALL) {
            current = pass.apply(current);
        }
        return current;
    }
}
