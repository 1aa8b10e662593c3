package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An operator of two tensors that are {@linkplain Broadcast brought to one shape} and taken element by element. */
interface BroadcastOp extends Op {

    /** The result at one place, in float32. */
    float at(float x, float y);

    @Override
    default Set<Capability> capabilities() {
        return Set.of(Capability.ELEMENTWISE);
    }

    @Override
    default Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        return rule.hasOperands(2, 2) ? rule.broadcast() : Optional.empty();
    }

    @Override
    default RealTensor real(List<RealTensor> operands) {
        Shape shape = Broadcast.shape(operands.stream().map(RealTensor::shape).toList())
                .orElseThrow();
        float[] x = Broadcast.to(operands.get(0), shape);
        float[] y = Broadcast.to(operands.get(1), shape);
        for (int i = 0; i < x.length; i++) {
            x[i] = at(x[i], y[i]);
        }
        return RealTensor.owning(shape, x);
    }
}
