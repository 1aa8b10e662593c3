package dev.intarsia.ir.graph;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TooManyElementsException;
import java.util.List;
import java.util.Optional;

/** The shape that an operator gives, whatever its operands' sizes and its attributes are. */
public final class InferShape {

    private InferShape() {}

    /**
     * @param operands batch axis included
     * @return empty where the operands do not fit, or where the result would have too many elements; that has been reported then
     */
    public static Optional<Shape> of(Op op, List<Shape> operands, Location place, Diagnostics diagnostics) {
        try {
            return op.shape(operands, place, diagnostics);
        } catch (TooManyElementsException e) {
            diagnostics.error(place, "the result of " + op.mnemonic() + " is too large: " + e.getMessage(), "");
            return Optional.empty();
        }
    }
}
