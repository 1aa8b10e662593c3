package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import java.util.List;

/** Negative elements times a slope that is learned, one for each channel or element; shapes are brought to one another. */
public record PRelu() implements BroadcastOp, Quantizable {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "prelu",
            List.of(Operand.tensor("x"), Operand.tensor("slope")),
            List.of(),
            "slope · x for negative elements",
            arguments -> new PRelu());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public float at(float x, float slope) {
        return x < 0 ? slope * x : x;
    }

    @Override
    public Form form() {
        return Form.SLOPES;
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Slopes.class).ifPresent(slopes -> {
            rule.broadcasts();
            rule.perTensor(1);
            rule.slopes(slopes);
        });
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerElementwise.slopes(node);
    }
}
