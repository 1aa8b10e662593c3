package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import java.util.List;

/** From integers to real numbers; where both sides are integers, the words are rescaled. */
public record Dequantize() implements ConversionOp {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "dequantize",
            List.of(Operand.tensor("x")),
            List.of(),
            "from integers to real numbers",
            arguments -> new Dequantize());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }
}
