package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.AffinePerChannel;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Batch normalization of each channel, the last axis: {@code gamma · (x − mean) ÷ √(variance + epsilon) + beta}. It exists on real
 * numbers only: folding puts it into the weights of the accumulation before it.
 *
 * @param epsilon added to the variance
 */
public record BatchNorm(double epsilon) implements AffinePerChannel {

    private static final double STANDARD_EPSILON = 0.001;

    public static final OpSyntax SYNTAX = new OpSyntax(
            "batch_norm",
            List.of(
                    Operand.tensor("x"),
                    Operand.weight("gamma"),
                    Operand.weight("beta"),
                    Operand.weight("mean"),
                    Operand.weight("variance")),
            List.of(new OpSyntax.Parameter(
                    "epsilon", OpSyntax.Kind.REAL_NUMBER, List.of(), new AttributeValue.RealNumber(STANDARD_EPSILON))),
            "batch normalization, folded into the weights before it",
            arguments -> new BatchNorm(arguments.real("epsilon")));

    public BatchNorm {
        if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilon is a number from 0, found " + epsilon);
        }
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        return epsilon == STANDARD_EPSILON
                ? List.of()
                : List.of(new Attribute("epsilon", new AttributeValue.RealNumber(epsilon)));
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.AFFINE_PER_CHANNEL);
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(5, 5)) {
            return Optional.empty();
        }
        Shape x = rule.operand(0);
        if (x.rank() < 2) {
            return rule.refuse("batch_norm takes a tensor [n, …, c], found the shape " + x, "");
        }
        boolean fits = true;
        for (int i = 1; i < 5; i++) {
            fits &= rule.isPerChannel(i, SYNTAX.operands().get(i).name(), x.size(-1));
        }
        return fits ? Optional.of(x) : Optional.empty();
    }

    @Override
    public Affine affine(List<RealTensor> constants) {
        List<Double> factors = new ArrayList<>();
        List<Double> offsets = new ArrayList<>();
        for (int c = 0; c < constants.getFirst().shape().elements(); c++) {
            double factor = constants.get(0).at(c) / Math.sqrt(constants.get(3).at(c) + epsilon);
            factors.add(factor);
            offsets.add(constants.get(1).at(c) - factor * constants.get(2).at(c));
        }
        return new Affine(factors, offsets);
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        return RealMath.batchNorm(
                operands.get(0), operands.get(1), operands.get(2), operands.get(3), operands.get(4), epsilon);
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        diagnostics.error(
                node.node().location(),
                node.name() + " is a batch_norm, which has no integer form",
                "fold it into the convolution or dense layer before it");
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        throw new IllegalStateException(node.name() + ": a checked node is no batch_norm");
    }
}
