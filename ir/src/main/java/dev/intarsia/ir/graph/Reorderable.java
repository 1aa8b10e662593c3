package dev.intarsia.ir.graph;

import java.util.List;
import java.util.Optional;

/** An operator that names axes, and can do the same to operands whose axes come in another order. */
public interface Reorderable extends Op {

    /**
     * The operator for operands in another order. Its result then has its axes in that order, too.
     *
     * @param order the axis that the operator takes for axis i is axis {@code order[i]} of the reordered operands
     * @return empty when it only works in the order that it has
     */
    Optional<Op> reordered(List<Integer> order);
}
