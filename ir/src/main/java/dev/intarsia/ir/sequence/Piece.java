package dev.intarsia.ir.sequence;

import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The meaning of an invoke, taken apart: loops around one store.
 *
 * @param extents the extents of the loops here and now, outermost first
 * @param store the store
 * @param variables the loops around the invoke, and every loop of the piece at 0
 */
record Piece(SequencedMap<String, Long> extents, Stmt.Store store, Map<String, Long> variables) {

    static Piece of(Stmt.Invoke invoke, Map<String, Long> around) {
        Map<String, Long> variables = new LinkedHashMap<>(around);
        SequencedMap<String, Long> extents = new LinkedHashMap<>();
        List<Stmt> body = invoke.meaning();
        while (body.size() == 1 && body.getFirst() instanceof Stmt.Loop loop) {
            extents.put(loop.variable(), Rewriter.evaluate(loop.extent(), variables));
            variables.put(loop.variable(), 0L);
            body = loop.body();
        }
        if (body.size() == 1 && body.getFirst() instanceof Stmt.Store store) {
            return new Piece(extents, store, Map.copyOf(variables));
        }
        throw new IllegalStateException("what '" + invoke.unit() + "' does is not loops around one store");
    }

    long extent(String variable) {
        return extents.get(variable);
    }

    /** Whether a loop here has no iterations. */
    boolean isEmpty() {
        return extents.values().stream().anyMatch(e -> e <= 0);
    }

    /** The variable of the accumulators' last axis: which column or lane. */
    String lane(List<Index> accumulator) {
        return variable(accumulator.getLast());
    }

    /**
     * The variables of the accumulators' other axes that run here: which output pixel; one for each axis, outermost first. A loop around
     * the piece chooses among several blocks of accumulators.
     */
    List<String> pixels(List<Index> accumulator) {
        List<String> pixels = new ArrayList<>();
        for (Index index : accumulator.subList(0, accumulator.size() - 1)) {
            if (extents.containsKey(variable(index))) {
                pixels.add(variable(index));
            }
        }
        if (pixels.size() > 2) {
            throw new IllegalStateException("a window slides over two axes at most");
        }
        return pixels;
    }

    private static String variable(Index index) {
        if (index instanceof Index.Variable v) {
            return v.name();
        }
        throw new IllegalStateException("an accumulator's place is not a loop variable");
    }

    /** The value without the casts around it. */
    static Expr bare(Expr expr) {
        return expr instanceof Expr.Cast c ? bare(c.value()) : expr;
    }
}
