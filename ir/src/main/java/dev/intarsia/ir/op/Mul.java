package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import java.util.List;

/** The product, element by element of two tensors; shapes are brought to one another. */
public record Mul() implements BroadcastOp, Quantizable {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "mul",
            List.of(Operand.tensor("left"), Operand.tensor("right")),
            List.of(),
            "product, element by element",
            arguments -> new Mul());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public float at(float x, float y) {
        return x * y;
    }

    @Override
    public Form form() {
        return Form.MULTIPLY;
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Multiply.class).ifPresent(rule::multiply);
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerElementwise.multiply(node);
    }
}
