package dev.intarsia.ir.graph;

import dev.intarsia.ir.type.Shape;
import java.util.OptionalInt;

/** An operator whose results are means of elements of its one operand. */
public interface Averaging extends Op {

    /**
     * Of how many elements each result is the mean.
     *
     * @param operand its shape, batch axis included
     * @return empty where the number differs from place to place, as it does along a border
     */
    OptionalInt elementsOfMean(Shape operand);
}
