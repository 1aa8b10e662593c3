package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Accumulating;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A convolution of any grouping: an image, weights [k, r, s, c ÷ groups], and a bias that may be missing. */
interface ConvolutionOp extends Accumulating, Quantizable {

    Sliding sliding();

    /** How real numbers are seen. */
    Activations activations();

    /** The same convolution that slides in another way. */
    Op with(Sliding other);

    @Override
    default Set<Capability> capabilities() {
        return Set.of(Capability.ACCUMULATES);
    }

    @Override
    default Form form() {
        return Form.ACCUMULATE;
    }

    @Override
    default boolean pads(Shape operand) {
        return sliding().mayPad();
    }

    @Override
    default Optional<Op> absorbPadding(Shape padded, int top, int bottom, int left, int right) {
        return sliding().absorb(top, bottom, left, right).map(this::with);
    }

    @Override
    default RealTensor real(List<RealTensor> operands) {
        Shape weights = operands.get(1).shape();
        return RealMath.conv2d(
                activations().seen(operands.get(0)),
                operands.get(1),
                operands.stream().skip(2).findFirst(),
                sliding().window(weights.size(1), weights.size(2)),
                groups(operands.get(0).shape()));
    }

    @Override
    default void check(QuantizedNode node, Diagnostics diagnostics) {
        new IntegerRule(node, diagnostics).sumOfProducts();
    }

    @Override
    default Kernel lower(QuantizedNode node) {
        return LowerSum.convolution(
                node, sliding(), groups(node.operandTypes().getFirst().shape()));
    }
}
