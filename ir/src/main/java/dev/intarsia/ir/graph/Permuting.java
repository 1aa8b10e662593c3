package dev.intarsia.ir.graph;

import java.util.List;

/** An operator of one operand that puts its axes into another order, and does nothing else. */
public interface Permuting extends Op {

    /** Axis i of the result is this axis of the operand. */
    List<Integer> order();

    /** The operator of another order. */
    Op withOrder(List<Integer> order);
}
