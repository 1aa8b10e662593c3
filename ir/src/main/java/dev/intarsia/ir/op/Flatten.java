package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;

/** All axes but the batch axis made one: [n, h, w, c] gives [n, h·w·c]. */
public record Flatten() implements MoveOp {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "flatten",
            List.of(Operand.tensor("x")),
            List.of(),
            "all axes but the batch axis made one",
            arguments -> new Flatten());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(1, 1)) {
            return Optional.empty();
        }
        Shape from = rule.operand(0);
        return from.rank() == 0
                ? rule.refuse("flatten takes a tensor with a batch axis, found a scalar", "")
                : Optional.of(flat(from));
    }

    private static Shape flat(Shape from) {
        return Shape.of(from.size(0), from.elements() / from.size(0));
    }

    @Override
    public boolean changesNothing(Shape operand) {
        return operand.rank() == 2;
    }

    /** Where there is one pixel. */
    @Override
    public boolean isChannelwise(Shape operand) {
        return operand.rank() > 1 && operand.elements() == operand.size(0) * operand.size(-1);
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        return RealMath.reshape(operands.getFirst(), flat(operands.getFirst().shape()));
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerMove.reshape(node);
    }
}
