package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Channelwise;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An operator that changes how a number is written, not which it is: on real numbers it does nothing. */
public sealed interface ConversionOp extends Channelwise, Quantizable permits Quantize, Dequantize {

    @Override
    default Set<Capability> capabilities() {
        return Set.of(Capability.ELEMENTWISE, Capability.CONVERTS);
    }

    @Override
    default Form form() {
        return Form.RESCALE;
    }

    @Override
    default Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        return rule.hasOperands(1, 1) ? Optional.of(rule.operand(0)) : Optional.empty();
    }

    @Override
    default RealTensor real(List<RealTensor> operands) {
        return operands.getFirst();
    }

    @Override
    default void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Rescale.class).ifPresent(rule::rescale);
    }

    @Override
    default Kernel lower(QuantizedNode node) {
        return LowerElementwise.rescale(node);
    }
}
