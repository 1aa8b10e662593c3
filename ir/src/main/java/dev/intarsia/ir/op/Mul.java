package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import java.util.List;

/** The product, element by element of two tensors; shapes are brought to one another. */
public record Mul() implements BroadcastOp, RealOnly {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "mul",
            List.of(Operand.tensor("left"), Operand.tensor("right")),
            List.of(),
            "product, element by element",
            arguments -> new Mul());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public float at(float x, float y) {
        return x * y;
    }
}
