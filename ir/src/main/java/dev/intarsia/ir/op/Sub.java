package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import java.util.List;

/** The difference, element by element of two tensors; shapes are brought to one another. */
public record Sub() implements BroadcastOp, RealOnly {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "sub",
            List.of(Operand.tensor("left"), Operand.tensor("right")),
            List.of(),
            "difference, element by element",
            arguments -> new Sub());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public float at(float x, float y) {
        return x - y;
    }
}
