package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import java.util.List;

/** Elements are bounded to 0 … 6. */
public record Relu6() implements ClampOp {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "relu6", List.of(Operand.tensor("x")), List.of(), "bounds elements to 0 … 6", arguments -> new Relu6());

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
        return 6;
    }
}
