package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
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

/** The mean of each channel of an image [n, h, w, c]: a vector [n, c]. */
public record GlobalAveragePool() implements Averaging, Channelwise, Quantizable {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "global_average_pool",
            List.of(Operand.tensor("image")),
            List.of(),
            "mean of each channel, [n, h, w, c] to [n, c]",
            arguments -> new GlobalAveragePool());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
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
                ? Optional.of(Shape.of(rule.operand(0).size(0), rule.operand(0).size(3)))
                : Optional.empty();
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        Shape image = operands.getFirst().shape();
        Window whole = new Window(image.size(1), image.size(2), 1, 1, 1, 1, new Padding.Valid());
        return RealMath.averagePool(operands.getFirst(), whole).reshaped(Shape.of(image.size(0), image.size(3)));
    }

    @Override
    public OptionalInt elementsOfMean(Shape operand) {
        return OptionalInt.of(operand.size(1) * operand.size(2));
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        new IntegerRule(node, diagnostics)
                .mean(elementsOfMean(node.operandTypes().getFirst().shape()));
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerPooling.globalAverage(node);
    }
}
