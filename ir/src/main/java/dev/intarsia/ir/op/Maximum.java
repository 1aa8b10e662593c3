package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import java.util.List;

/** The the greater, element by element of two tensors; shapes are brought to one another. */
public record Maximum() implements BroadcastOp, Quantizable {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "maximum",
            List.of(Operand.tensor("left"), Operand.tensor("right")),
            List.of(),
            "the greater, element by element",
            arguments -> new Maximum());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public float at(float x, float y) {
        return Math.max(x, y);
    }

    @Override
    public Form form() {
        return Form.BOUND;
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Bound.class).ifPresent(bound -> {
            rule.broadcasts();
            rule.keepsQuantization(1);
            rule.bound(bound);
        });
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerElementwise.select(node, Expr.Operator.MAXIMUM);
    }
}
