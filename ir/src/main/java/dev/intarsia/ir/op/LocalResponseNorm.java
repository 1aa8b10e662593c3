package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import java.util.List;

/**
 * Each element over a power of its neighbours along the channels, the last axis: {@code x / (bias + alpha · Σ x²)^beta}, the sum over
 * {@code before} channels below and {@code after} channels above.
 */
public record LocalResponseNorm(int before, int after, double bias, double alpha, double beta)
        implements AlongAxis, RealOnly {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "local_response_norm",
            List.of(Operand.tensor("x")),
            List.of(
                    new OpSyntax.Parameter("before", OpSyntax.Kind.WHOLE_NUMBER, List.of(), null),
                    new OpSyntax.Parameter("after", OpSyntax.Kind.WHOLE_NUMBER, List.of(), null),
                    new OpSyntax.Parameter("bias", OpSyntax.Kind.REAL_NUMBER, List.of(), null),
                    new OpSyntax.Parameter("alpha", OpSyntax.Kind.REAL_NUMBER, List.of(), null),
                    new OpSyntax.Parameter("beta", OpSyntax.Kind.REAL_NUMBER, List.of(), null)),
            "each element over its neighbouring channels",
            arguments -> new LocalResponseNorm(
                    WindowSyntax.inside("before", arguments.whole("before"), 0),
                    WindowSyntax.inside("after", arguments.whole("after"), 0),
                    arguments.real("bias"),
                    arguments.real("alpha"),
                    arguments.real("beta")));

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public int axis() {
        return -1;
    }

    @Override
    public List<Attribute> attributes() {
        return List.of(
                new Attribute("before", WindowSyntax.number(before)),
                new Attribute("after", WindowSyntax.number(after)),
                new Attribute("bias", new AttributeValue.RealNumber(bias)),
                new Attribute("alpha", new AttributeValue.RealNumber(alpha)),
                new Attribute("beta", new AttributeValue.RealNumber(beta)));
    }

    @Override
    public void row(double[] values) {
        double[] x = values.clone();
        for (int c = 0; c < x.length; c++) {
            double sum = 0;
            for (int i = Math.max(0, c - before); i <= Math.min(x.length - 1, c + after); i++) {
                sum += x[i] * x[i];
            }
            values[c] = x[c] / StrictMath.pow(bias + alpha * sum, beta);
        }
    }
}
