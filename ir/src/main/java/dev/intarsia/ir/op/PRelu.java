package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import java.util.List;

/** Negative elements times a slope that is learned, one for each channel or element; shapes are brought to one another. */
public record PRelu() implements BroadcastOp, RealOnly {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "prelu",
            List.of(Operand.tensor("x"), Operand.tensor("slope")),
            List.of(),
            "slope · x for negative elements",
            arguments -> new PRelu());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public float at(float x, float slope) {
        return x < 0 ? slope * x : x;
    }
}
