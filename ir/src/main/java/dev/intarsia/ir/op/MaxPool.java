package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Channelwise;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The greatest element of each window of an image [n, h, w, c]; places in the padding are no elements. */
public record MaxPool(Window window) implements Channelwise, Quantizable {

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
    public List<Attribute> attributes() {
        return WindowSyntax.attributes(window);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.KEEPS_QUANTIZATION);
    }

    @Override
    public Form form() {
        return Form.BOUND;
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
        return RealMath.maxPool(operands.getFirst(), window);
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Bound.class).ifPresent(bound -> {
            rule.keepsQuantization();
            rule.clampInside(bound.clamp());
        });
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerPooling.max(node, window);
    }
}
