package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Accumulating;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Op;
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

/**
 * A fully connected layer: a vector [n, C], weights [K, C] and a bias [K] that may be missing give [n, K].
 *
 * @param activations how a network of real numbers sees the vector; quantized networks have types of their own
 */
public record Dense(Activations activations) implements Accumulating, Quantizable {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "dense",
            List.of(Operand.tensor("vector"), Operand.weight("weights"), Operand.optionalWeight("bias")),
            List.of(Activations.PARAMETER),
            "fully connected layer with weights [k, c]",
            arguments -> new Dense(Activations.read(arguments)));

    /** On real numbers as they are. */
    public Dense() {
        this(Activations.EXACT);
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        return activations.attributes();
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.ACCUMULATES);
    }

    @Override
    public Form form() {
        return Form.ACCUMULATE;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(2, 3)
                || !rule.hasAxes(0, 2, "a vector [n, c]", "put flatten before it")
                || !rule.hasAxes(1, 2, "weights [k, c]", "give the weights two axes, output channels first")) {
            return Optional.empty();
        }
        Shape vector = rule.operand(0);
        Shape weights = rule.operand(1);
        if (weights.size(1) != vector.size(1)) {
            return rule.refuse(
                    "the weights " + weights + " take " + weights.size(1) + " channels, but the vector " + vector
                            + " has " + vector.size(1),
                    weights.size(0) == vector.size(1)
                            ? "transpose the weights: output channels are the first axis"
                            : "the weights' last axis is the number of input channels");
        }
        return rule.isPerChannel(2, "bias", weights.size(0))
                ? Optional.of(Shape.of(vector.size(0), weights.size(0)))
                : Optional.empty();
    }

    @Override
    public int groups(Shape operand) {
        return 1;
    }

    @Override
    public boolean pads(Shape operand) {
        return false;
    }

    @Override
    public Optional<Op> absorbPadding(Shape padded, int top, int bottom, int left, int right) {
        return Optional.empty();
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        return RealMath.dense(
                activations.seen(operands.get(0)),
                operands.get(1),
                operands.stream().skip(2).findFirst());
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        new IntegerRule(node, diagnostics).sumOfProducts();
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerSum.dense(node);
    }
}
