package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Elements of one tensor where a condition is not 0, of another one where it is; shapes are brought to one another. */
public record Where() implements RealOnly {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "where",
            List.of(Operand.tensor("condition"), Operand.tensor("whenTrue"), Operand.tensor("whenFalse")),
            List.of(),
            "of two tensors the one that a condition names",
            arguments -> new Where());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.ELEMENTWISE);
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        return rule.hasOperands(3, 3) ? rule.broadcast() : Optional.empty();
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        Shape shape = Broadcast.shape(operands.stream().map(RealTensor::shape).toList())
                .orElseThrow();
        float[] condition = Broadcast.to(operands.get(0), shape);
        float[] whenTrue = Broadcast.to(operands.get(1), shape);
        float[] whenFalse = Broadcast.to(operands.get(2), shape);
        for (int i = 0; i < condition.length; i++) {
            condition[i] = condition[i] != 0 ? whenTrue[i] : whenFalse[i];
        }
        return RealTensor.owning(shape, condition);
    }
}
