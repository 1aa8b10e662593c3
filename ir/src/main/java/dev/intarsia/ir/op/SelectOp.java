package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;

/** One of two elements, chosen by their order; in integers all three tensors have one scale, so that words are compared as they are. */
sealed interface SelectOp extends BroadcastOp, Quantizable permits Maximum, Minimum {

    /** Which of two words it takes. */
    Expr.Operator selection();

    @Override
    default Form form() {
        return Form.BOUND;
    }

    @Override
    default void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Bound.class).ifPresent(bound -> {
            rule.broadcasts();
            rule.keepsQuantization(1);
            rule.bound(bound);
        });
    }

    @Override
    default Kernel lower(QuantizedNode node) {
        return LowerElementwise.select(node, selection());
    }
}
