package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.kernel.Expr;
import java.util.List;

/** The greater of two tensors, element by element; shapes are brought to one another. */
public record Maximum() implements SelectOp {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "maximum",
            List.of(Operand.tensor("left"), Operand.tensor("right")),
            List.of(),
            "the greater, element by element",
            arguments -> new Maximum());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public float at(float x, float y) {
        return Math.max(x, y);
    }

    @Override
    public Expr.Operator selection() {
        return Expr.Operator.MAXIMUM;
    }
}
