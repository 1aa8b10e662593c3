package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import java.util.List;

/** Elements are bounded to {@code low … high}; written {@code clamp}. */
public record Clip(float low, float high) implements ClampOp {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "clamp",
            List.of(Operand.tensor("x")),
            List.of(
                    new OpSyntax.Parameter("low", OpSyntax.Kind.REAL_NUMBER, List.of(), null),
                    new OpSyntax.Parameter("high", OpSyntax.Kind.REAL_NUMBER, List.of(), null)),
            "bounds elements to low … high",
            arguments -> new Clip((float) arguments.real("low"), (float) arguments.real("high")));

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
        return List.of(new Attribute("low", number(low)), new Attribute("high", number(high)));
    }

    /** The shortest text that reads back as the same float. */
    private static AttributeValue number(float bound) {
        return new AttributeValue.RealNumber(Double.parseDouble(Float.toString(bound)));
    }
}
