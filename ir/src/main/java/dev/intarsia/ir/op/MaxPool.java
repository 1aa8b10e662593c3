package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import java.util.List;

/** The greatest element of each window of an image [n, h, w, c]; places in the padding are no elements. */
public record MaxPool(Window window) implements PoolOp {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "max_pool",
            List.of(Operand.tensor("image")),
            List.of(WindowSyntax.KERNEL, WindowSyntax.POOL_STRIDE, WindowSyntax.PADDING),
            "greatest element of each window",
            arguments -> new MaxPool(WindowSyntax.pool(arguments)));

    public MaxPool {
        WindowSyntax.checkPool(window);
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public Form form() {
        return Form.BOUND;
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        return RealMath.maxPool(operands.getFirst(), window);
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Bound.class).ifPresent(rule::bound);
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerPooling.max(node, window);
    }
}
