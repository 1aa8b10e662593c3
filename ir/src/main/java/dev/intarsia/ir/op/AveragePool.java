package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Averaging;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.OptionalInt;

/** The mean of each window of an image [n, h, w, c]; places in the padding are no elements. */
public record AveragePool(Window window) implements Averaging, PoolOp {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "average_pool",
            List.of(Operand.tensor("image")),
            List.of(WindowSyntax.KERNEL, WindowSyntax.POOL_STRIDE, WindowSyntax.PADDING),
            "mean of each window",
            arguments -> new AveragePool(WindowSyntax.pool(arguments)));

    public AveragePool {
        WindowSyntax.checkPool(window);
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public Form form() {
        return Form.AVERAGE;
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        return RealMath.averagePool(operands.getFirst(), window);
    }

    @Override
    public OptionalInt elementsOfMean(Shape operand) {
        boolean padded = window.top(operand.size(1)) + window.bottom(operand.size(1)) > 0
                || window.left(operand.size(2)) + window.right(operand.size(2)) > 0;
        return padded ? OptionalInt.empty() : OptionalInt.of(window.height() * window.width());
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        new IntegerRule(node, diagnostics)
                .mean(elementsOfMean(node.operandTypes().getFirst().shape()));
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerPooling.average(node, window);
    }
}
