package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import java.util.List;

/** From real numbers to integers, or from one scale to another: then the words are rescaled. */
public record Quantize() implements ConversionOp {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "quantize",
            List.of(Operand.tensor("x")),
            List.of(),
            "to integers, or from one scale to another",
            arguments -> new Quantize());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        return List.of();
    }
}
