package dev.intarsia.ir.graph;

import dev.intarsia.ir.type.Shape;

/** An operator of one operand that may turn out to do nothing, so that its readers can read the operand instead. */
public interface Elidable extends Op {

    /** Whether the result is the operand itself, shape and elements, for every operand of this shape. */
    boolean changesNothing(Shape operand);
}
