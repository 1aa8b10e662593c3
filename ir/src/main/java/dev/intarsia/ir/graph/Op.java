package dev.intarsia.ir.graph;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An operator on whole tensors with its attributes: its shape rule, its meaning on real numbers, its rule for integers, and its one
 * lowering to loops. One record each; see {@code dev.intarsia.ir.op}.
 */
public interface Op {

    /** Its name in the model language. */
    String mnemonic();

    /** The attributes that differ from their standard, in the order of its syntax; none where it has no attributes. */
    default List<Attribute> attributes() {
        return List.of();
    }

    /** What passes may know of it. */
    Set<Capability> capabilities();

    /**
     * The shape of its result, batch axis included.
     *
     * @param operands the shapes of the operands that are present
     * @param place where to point if they do not fit
     * @return empty when they do not fit, which has then been reported
     */
    Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics);

    /**
     * Its meaning on real numbers, in float32, sums in float64 rounded once.
     *
     * @param operands the operands that are present, batch axis included
     */
    RealTensor real(List<RealTensor> operands);

    /** Reports whatever is wrong with the node's integer types and arithmetic. */
    void check(QuantizedNode node, Diagnostics diagnostics);

    /** The loop nest that computes one inference of a checked node: shapes without the batch axis. */
    Kernel lower(QuantizedNode node);
}
