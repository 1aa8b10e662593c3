package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How many thresholds an element has reached, scaled: {@code factor · #{t : x[…, c] ≥ thresholds[c, t]} + offset}. Thresholds are one row
 * for each channel, the last axis, or one row for all.
 *
 * @param factor the worth of one threshold
 * @param offset the result below all thresholds
 */
public record MultiThreshold(double factor, double offset) implements RealOnly {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "multi_threshold",
            List.of(Operand.tensor("x"), Operand.weight("thresholds")),
            List.of(
                    new OpSyntax.Parameter(
                            "factor", OpSyntax.Kind.REAL_NUMBER, List.of(), new AttributeValue.RealNumber(1)),
                    new OpSyntax.Parameter(
                            "offset", OpSyntax.Kind.REAL_NUMBER, List.of(), new AttributeValue.RealNumber(0))),
            "how many thresholds an element has reached",
            arguments -> new MultiThreshold(arguments.real("factor"), arguments.real("offset")));

    public MultiThreshold {
        if (!Double.isFinite(factor) || !Double.isFinite(offset)) {
            throw new IllegalArgumentException("factor and offset are finite, found " + factor + " and " + offset);
        }
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>();
        if (factor != 1) {
            attributes.add(new Attribute("factor", new AttributeValue.RealNumber(factor)));
        }
        if (offset != 0) {
            attributes.add(new Attribute("offset", new AttributeValue.RealNumber(offset)));
        }
        return attributes;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(2, 2) || !rule.hasAxes(1, 2, "thresholds [c, t]", "give one row for each channel")) {
            return Optional.empty();
        }
        int rows = rule.operand(1).size(0);
        if (rule.operand(0).rank() == 0 || rows != 1 && rows != rule.operand(0).size(-1)) {
            return rule.refuse(
                    "there are thresholds for " + rows + " channels, but the operand is " + rule.operand(0),
                    "give one row for each channel, the last axis, or one row for all");
        }
        return Optional.of(rule.operand(0));
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        float[] values = operands.get(0).toArray();
        float[] thresholds = operands.get(1).toArray();
        int rows = operands.get(1).shape().size(0);
        int each = operands.get(1).shape().size(1);
        for (int i = 0; i < values.length; i++) {
            int row = i % rows * each;
            int reached = 0;
            for (int t = row; t < row + each; t++) {
                reached += values[i] >= thresholds[t] ? 1 : 0;
            }
            values[i] = (float) (factor * reached + offset);
        }
        return RealTensor.owning(operands.get(0).shape(), values);
    }
}
