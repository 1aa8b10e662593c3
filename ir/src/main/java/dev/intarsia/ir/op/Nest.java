package dev.intarsia.ir.op;

import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The axes of a loop nest, outermost first.
 *
 * @param variables the loops' variables
 * @param extents how often each runs
 */
record Nest(List<String> variables, Shape extents) {

    private static final List<List<String>> AXES =
            List.of(List.of(), List.of("c"), List.of("h", "c"), List.of("h", "w", "c"));

    static Nest of(List<String> variables, int... extents) {
        return new Nest(variables, Shape.of(extents));
    }

    /** One loop for each axis of a tensor without its batch axis: {@code h w c}, or {@code i0 i1 …} beyond three. */
    static Nest over(Shape shape) {
        if (shape.rank() < AXES.size()) {
            return new Nest(AXES.get(shape.rank()), shape);
        }
        List<String> variables = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            variables.add("i" + axis);
        }
        return new Nest(variables, shape);
    }

    List<Index> indices() {
        return variables.stream().map(Index::of).toList();
    }

    Index[] places() {
        return indices().toArray(Index[]::new);
    }

    /** The same loops but for the innermost. */
    Nest withoutLast() {
        int last = variables.size() - 1;
        return new Nest(variables.subList(0, last), new Shape(extents.sizes().subList(0, last)));
    }

    /** The loops around a body. */
    List<Stmt> around(List<Stmt> body) {
        List<Stmt> inner = body;
        for (int axis = variables.size() - 1; axis >= 0; axis--) {
            inner = List.of(Stmt.loop(variables.get(axis), extents.size(axis), inner));
        }
        return inner;
    }

    /** The loops around statements; there is at least one loop. */
    Stmt around(Stmt... body) {
        return around(List.of(body)).getFirst();
    }
}
