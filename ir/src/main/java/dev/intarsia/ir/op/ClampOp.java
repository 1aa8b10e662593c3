package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Channelwise;
import dev.intarsia.ir.graph.Clamping;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An operator that bounds each element from below, from above, or both; where its result has another scale, it rescales, too. */
public sealed interface ClampOp extends Clamping, Channelwise, Quantizable permits Relu, Relu6, Clip {

    @Override
    default Set<Capability> capabilities() {
        return Set.of(Capability.ELEMENTWISE, Capability.CLAMPS, Capability.KEEPS_QUANTIZATION);
    }

    @Override
    default Form form() {
        return Form.BOUND;
    }

    @Override
    default Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        return rule.hasOperands(1, 1) ? Optional.of(rule.operand(0)) : Optional.empty();
    }

    @Override
    default RealTensor real(List<RealTensor> operands) {
        return RealMath.clamp(operands.getFirst(), (float) low(), (float) high());
    }

    @Override
    default void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        if (node.arithmetic() instanceof NodeArithmetic.Rescale rescale) {
            rule.rescale(rescale);
        } else {
            rule.arithmetic(NodeArithmetic.Bound.class).ifPresent(rule::bound);
        }
    }

    @Override
    default Kernel lower(QuantizedNode node) {
        return node.arithmetic() instanceof NodeArithmetic.Rescale
                ? LowerElementwise.rescale(node)
                : LowerElementwise.bound(node);
    }
}
