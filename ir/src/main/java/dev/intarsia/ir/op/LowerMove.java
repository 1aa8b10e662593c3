package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import java.util.List;

/** Lowers what only moves words. */
final class LowerMove {

    private LowerMove() {}

    /** A copy in row-major order: the source's place is that of the result's row-major position. */
    static Kernel reshape(QuantizedNode node) {
        Draft draft = new Draft(node);
        Buffer from = draft.tensor(0);
        Nest nest = Nest.over(node.shape());
        Index position = Index.of(0);
        int[] strides = node.shape().strides();
        for (int axis = 0; axis < strides.length; axis++) {
            position = position.plus(nest.indices().get(axis).times(strides[axis]));
        }
        int[] fromStrides = from.shape().strides();
        Index[] place = new Index[fromStrides.length];
        for (int axis = 0; axis < place.length; axis++) {
            Index quotient = position.dividedBy(fromStrides[axis]);
            place[axis] = axis == 0 ? quotient : quotient.modulo(from.shape().size(axis));
        }
        return draft.kernel(nest.around(Stmt.store(draft.output(), Expr.load(from, place), nest.places())));
    }

    /** A copy whose axis i is the source's axis {@code order[i]}, the batch axis 0 included in the count. */
    static Kernel transpose(QuantizedNode node, List<Integer> order) {
        Draft draft = new Draft(node);
        Nest nest = Nest.over(node.shape());
        Index[] place = new Index[order.size() - 1];
        for (int axis = 1; axis < order.size(); axis++) {
            place[order.get(axis) - 1] = nest.indices().get(axis - 1);
        }
        Expr word = Expr.load(draft.tensor(0), place);
        return draft.kernel(nest.around(List.of(Stmt.store(draft.output(), word, nest.places()))));
    }

    /** A copy, surrounded by the zero point. */
    static Kernel pad(QuantizedNode node, Padding.Explicit padding) {
        Draft draft = new Draft(node);
        Expr word = Expr.loadOr(
                node.operandElement(0).zeroPoint(),
                draft.tensor(0),
                Index.of("h").plus(-padding.top()),
                Index.of("w").plus(-padding.left()),
                Index.of("c"));
        Nest nest = Nest.over(node.shape());
        return draft.kernel(nest.around(Stmt.store(draft.output(), word, nest.places())));
    }
}
