package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import java.util.Arrays;
import java.util.List;

/** 1 at the first of the greatest elements along one axis, 0 elsewhere. */
public record Hardmax(int axis) implements AlongAxis, RealOnly {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "hardmax",
            List.of(Operand.tensor("x")),
            List.of(Lists.axis(-1)),
            "1 at the greatest element along one axis",
            arguments -> new Hardmax(Math.toIntExact(arguments.whole("axis"))));

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public void row(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        Arrays.fill(values, 0);
        values[best] = 1;
    }
}
