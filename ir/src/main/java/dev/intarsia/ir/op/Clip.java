package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import java.util.List;

/** Elements are bounded to {@code low … high}; written {@code clamp}. */
public record Clip(double low, double high) implements ClampOp {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "clamp",
            List.of(Operand.tensor("x")),
            List.of(
                    new OpSyntax.Parameter("low", OpSyntax.Kind.REAL_NUMBER, List.of(), null),
                    new OpSyntax.Parameter("high", OpSyntax.Kind.REAL_NUMBER, List.of(), null)),
            "bounds elements to low … high",
            arguments -> new Clip(arguments.real("low"), arguments.real("high")));

    public Clip {
        if (!(low <= high)) {
            throw new IllegalArgumentException("low is at most high, found " + low + " and " + high);
        }
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        return List.of(
                new Attribute("low", new AttributeValue.RealNumber(low)),
                new Attribute("high", new AttributeValue.RealNumber(high)));
    }
}
