package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;

/** Lowers the search for the greatest or least word along an axis. */
final class LowerPlace {

    private LowerPlace() {}

    /**
     * The place of the greatest or least word.
     *
     * @param along the axis, counted with the batch axis
     * @param greatest whether it is the greatest
     * @param last whether of equal words the last counts, else the first
     */
    static Kernel lower(QuantizedNode node, int along, boolean greatest, boolean last) {
        Draft draft = new Draft(node);
        Buffer from = draft.tensor(0);
        Nest all = Nest.over(from.shape());
        int axis = along - 1;
        boolean keeps = node.shape().rank() == from.shape().rank();
        List<String> outer = new ArrayList<>(all.variables());
        List<Integer> outerSizes = new ArrayList<>(from.shape().sizes());
        String variable = outer.remove(axis);
        int size = outerSizes.remove(axis);
        List<Index> to = new ArrayList<>(all.indices());
        if (keeps) {
            to.set(axis, Index.of(0));
        } else {
            to.remove(axis);
        }
        Buffer best = draft.register("best", from.format());
        Buffer place = draft.register("place", node.element().format());
        // Nothing lies beyond the format's end, so a row of nothing else keeps the place 0, or ends at the last.
        Expr end = Expr.of(greatest ? from.format().min() : from.format().max());
        Expr word = Expr.load(from, all.places());
        Expr less = greatest ? Expr.load(best) : word;
        Expr more = greatest ? word : Expr.load(best);
        Expr better = new Expr.Compare(last ? Expr.Comparison.LESS_OR_EQUAL : Expr.Comparison.LESS, less, more);
        Expr next = greatest ? Expr.load(best).max(word) : Expr.load(best).min(word);
        return draft.kernel(new Nest(outer, new Shape(outerSizes))
                .around(List.of(
                        Stmt.store(best, end),
                        Stmt.store(place, Expr.of(0)),
                        Stmt.loop(
                                variable,
                                size,
                                List.of(
                                        Stmt.store(
                                                place,
                                                new Expr.Select(
                                                        better,
                                                        new Expr.Position(Index.of(variable)),
                                                        Expr.load(place))),
                                        Stmt.store(best, next))),
                        Stmt.store(draft.output(), Expr.load(place), to.toArray(Index[]::new)))));
    }
}
