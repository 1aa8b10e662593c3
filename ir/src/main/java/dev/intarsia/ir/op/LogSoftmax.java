package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import java.util.Arrays;
import java.util.List;

/**
 * The logarithm of softmax along one axis, made without softmax itself.
 *
 * @param axis from 0, or from the end where it is negative; integers go along the last axis only
 */
public record LogSoftmax(int axis) implements AlongAxis, Quantizable {

    /** Words of b bits stand for numbers from −16 to 0: their scale is 2^(4 − b), their zero point the greatest. */
    public static final int INTEGER_BITS = 4;

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

    @Override
    public Form form() {
        return Form.LOG_SOFTMAX;
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.alongLastAxis(axis);
        rule.arithmetic(NodeArithmetic.Softmax.class).ifPresent(rule::logSoftmax);
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerLogSoftmax.lower(node);
    }
}
