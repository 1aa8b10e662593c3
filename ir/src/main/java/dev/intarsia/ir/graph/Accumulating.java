package dev.intarsia.ir.graph;

import dev.intarsia.ir.type.Shape;
import java.util.Optional;

/**
 * An operator with {@link Capability#ACCUMULATES}: sums of products of its first operand with constant weights (the second operand,
 * output channel first and input channel of the group last) and, if there is a third operand, its bias.
 */
public interface Accumulating extends Op {

    /** Into how many groups the channels of an operand of this shape are split; 1 when every output sees every channel. */
    int groups(Shape operand);

    /** Whether some of its products have a padded zero in the place of an element of an operand of this shape. */
    boolean pads(Shape operand);

    /**
     * The same operator on an operand that lacks a border of zeros around its spatial axes, with that border in its own padding.
     *
     * @param padded the shape of the operand with the border
     * @return empty when it has no spatial axes
     */
    Optional<Op> absorbPadding(Shape padded, int top, int bottom, int left, int right);
}
