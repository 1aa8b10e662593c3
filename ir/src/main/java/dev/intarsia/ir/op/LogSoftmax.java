package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import java.util.Arrays;
import java.util.List;

/** The logarithm of softmax along one axis, made without softmax itself. */
public record LogSoftmax(int axis) implements AlongAxis, RealOnly {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "log_softmax",
            List.of(Operand.tensor("logits")),
            List.of(Lists.axis(-1)),
            "logarithm of softmax along one axis",
            arguments -> new LogSoftmax(Math.toIntExact(arguments.whole("axis"))));

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public void row(double[] values) {
        double greatest = Arrays.stream(values).max().orElseThrow();
        double sum = 0;
        for (double value : values) {
            sum += StrictMath.exp(value - greatest);
        }
        double offset = greatest + StrictMath.log(sum);
        for (int i = 0; i < values.length; i++) {
            values[i] -= offset;
        }
    }
}
