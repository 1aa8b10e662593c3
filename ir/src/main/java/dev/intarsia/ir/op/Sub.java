package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import java.util.List;

/** The difference, element by element of two tensors; shapes are brought to one another. */
public record Sub() implements BroadcastOp, Quantizable {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "sub",
            List.of(Operand.tensor("left"), Operand.tensor("right")),
            List.of(),
            "difference, element by element",
            arguments -> new Sub());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public float at(float x, float y) {
        return x - y;
    }

    @Override
    public Form form() {
        return Form.SUBTRACT;
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Add.class).ifPresent(rule::add);
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerElementwise.subtract(node);
    }
}
