package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Channelwise;
import dev.intarsia.ir.graph.Elidable;
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

/** All axes but the batch axis made one: [n, h, w, c] gives [n, h·w·c]. */
public record Flatten() implements Elidable, Channelwise, Quantizable {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "flatten",
            List.of(Operand.tensor("x")),
            List.of(),
            "all axes but the batch axis made one",
            arguments -> new Flatten());

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
        return Set.of(Capability.MOVES_DATA, Capability.KEEPS_QUANTIZATION);
    }

    @Override
    public Form form() {
        return Form.MOVE;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(1, 1)) {
            return Optional.empty();
        }
        Shape from = rule.operand(0);
        return from.rank() == 0
                ? rule.refuse("flatten takes a tensor with a batch axis, found a scalar", "")
                : Optional.of(flat(from));
    }

    private static Shape flat(Shape from) {
        return Shape.of(from.size(0), from.elements() / from.size(0));
    }

    @Override
    public boolean changesNothing(Shape operand) {
        return operand.rank() == 2;
    }

    /** Where there is one pixel. */
    @Override
    public boolean isChannelwise(Shape operand) {
        return operand.rank() > 1 && operand.elements() == operand.size(0) * operand.size(-1);
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        return RealMath.reshape(operands.getFirst(), flat(operands.getFirst().shape()));
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Move.class).ifPresent(move -> rule.keepsQuantization());
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerMove.reshape(node);
    }
}
