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

/** The sum of two tensors of one shape, element by element. */
public record Add() implements Channelwise, Quantizable {

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
    public List<Attribute> attributes() {
        return List.of();
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.ELEMENTWISE);
    }

    @Override
    public Form form() {
        return Form.ADD;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(2, 2)) {
            return Optional.empty();
        }
        if (!rule.operand(0).equals(rule.operand(1))) {
            return rule.refuse(
                    "add takes two tensors of one shape, found " + rule.operand(0) + " and " + rule.operand(1), "");
        }
        return Optional.of(rule.operand(0));
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        return RealMath.add(operands.get(0), operands.get(1));
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Add.class).ifPresent(add -> {
            rule.perTensor(0);
            rule.perTensor(1);
            rule.perTensor(add.left(), "left");
            rule.perTensor(add.right(), "right");
            rule.perTensor(add.output(), "output");
            rule.clampInside(add.clamp());
            rule.require(
                    add.leftShift() >= 0 && add.leftShift() <= 40,
                    "the left shift is from 0 to 40, found " + add.leftShift(),
                    "20 for 8-bit words, 15 for 16-bit words");
        });
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerElementwise.add(node);
    }
}
