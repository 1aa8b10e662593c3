package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Averaging;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Channelwise;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The mean of each window of an image [n, h, w, c]; places in the padding are no elements. */
public record AveragePool(Window window) implements Averaging, Channelwise, Quantizable {

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
    public List<Attribute> attributes() {
        return WindowSyntax.attributes(window);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.KEEPS_QUANTIZATION);
    }

    @Override
    public Form form() {
        return Form.AVERAGE;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        return rule.hasOperands(1, 1) && rule.isImage(0)
                ? rule.slide(window, rule.operand(0).size(3))
                : Optional.empty();
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
