package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Channelwise;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import java.util.List;

/** The sum of two tensors, element by element; shapes are brought to one another. */
public record Add() implements BroadcastOp, Channelwise, Quantizable {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "add",
            List.of(Operand.tensor("left"), Operand.tensor("right")),
            List.of(),
            "sum, element by element",
            arguments -> new Add());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public Form form() {
        return Form.ADD;
    }

    @Override
    public float at(float x, float y) {
        return x + y;
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        new IntegerRule(node, diagnostics).sum();
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerAdd.lower(node);
    }
}
