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
 * {@code e^x} over its sum along one axis.
 *
 * @param axis from 0, or from the end where it is negative; integers go along the last axis only
 */
public record Softmax(int axis) implements AlongAxis, Quantizable {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "softmax",
            List.of(Operand.tensor("logits")),
            List.of(Lists.axis(-1)),
            "softmax along one axis",
            arguments -> new Softmax(Math.toIntExact(arguments.whole("axis"))));

    /** Along the last axis. */
    public Softmax() {
        this(-1);
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public Form form() {
        return Form.SOFTMAX;
    }

    @Override
    public void row(double[] values) {
        double greatest = Arrays.stream(values).max().orElseThrow();
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = StrictMath.exp(values[i] - greatest);
            sum += values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= sum;
        }
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.alongLastAxis(axis);
        rule.arithmetic(NodeArithmetic.Softmax.class).ifPresent(rule::softmax);
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return node.arithmetic() instanceof NodeArithmetic.Softmax softmax
                        && softmax.form().isWide()
                ? LowerInterpolatedSoftmax.lower(node)
                : LowerSoftmax.lower(node);
    }
}
