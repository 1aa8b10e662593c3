package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Capability;
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

/** {@code e^x} over its sum along the last axis. */
public record Softmax() implements Quantizable {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "softmax",
            List.of(Operand.tensor("logits")),
            List.of(),
            "softmax over the last axis",
            arguments -> new Softmax());

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
        return Set.of();
    }

    @Override
    public Form form() {
        return Form.SOFTMAX;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(1, 1)) {
            return Optional.empty();
        }
        return rule.operand(0).rank() < 2
                ? rule.refuse("softmax takes a tensor [n, …, c], found the shape " + rule.operand(0), "")
                : Optional.of(rule.operand(0));
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        return RealMath.softmax(operands.getFirst());
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Softmax.class).ifPresent(rule::softmax);
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerSoftmax.lower(node);
    }
}
