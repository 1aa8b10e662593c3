package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import java.util.List;

/** Negative elements become 0. */
public record Relu() implements ClampOp {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "relu", List.of(Operand.tensor("x")), List.of(), "0 for negative elements", arguments -> new Relu());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public double low() {
        return 0;
    }

    @Override
    public double high() {
        return Double.POSITIVE_INFINITY;
    }
}
