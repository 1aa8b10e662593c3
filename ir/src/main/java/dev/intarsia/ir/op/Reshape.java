package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Arguments;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The same elements in the same order under another shape.
 *
 * @param to the new shape, batch axis included; in integers the batch axis stays as it is
 */
public record Reshape(Shape to) implements MoveOp {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "reshape",
            List.of(Operand.tensor("x")),
            List.of(new OpSyntax.Parameter("shape", OpSyntax.Kind.WHOLE_NUMBERS, List.of(), null)),
            "the same elements under another shape",
            arguments -> new Reshape(shape(arguments)));

    private static Shape shape(Arguments arguments) {
        return switch (arguments.value("shape")) {
            case AttributeValue.WholeNumbers(List<Long> sizes) ->
                new Shape(sizes.stream().map(Reshape::size).toList());
            case AttributeValue.WholeNumber(long size) -> Shape.of(size(size));
            case AttributeValue.RealNumber r -> throw refused(r);
            case AttributeValue.Word w -> throw refused(w);
        };
    }

    private static int size(long size) {
        if (size < 1 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("every axis of a shape has at least one element, found " + size);
        }
        return (int) size;
    }

    private static IllegalArgumentException refused(AttributeValue found) {
        return new IllegalArgumentException("shape is a list of whole numbers, found " + found);
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        return List.of(new Attribute(
                "shape",
                new AttributeValue.WholeNumbers(
                        to.sizes().stream().map(Integer::longValue).toList())));
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(1, 1)) {
            return Optional.empty();
        }
        Shape from = rule.operand(0);
        if (from.elements() != to.elements()) {
            return rule.refuse(
                    "the shape " + to + " has " + to.elements() + " elements, but " + from + " has " + from.elements(),
                    "");
        }
        return Optional.of(to);
    }

    @Override
    public boolean changesNothing(Shape operand) {
        return operand.equals(to);
    }

    /** Row-major places keep their remainder by the number of channels. */
    @Override
    public boolean isChannelwise(Shape operand) {
        return operand.rank() > 1 && to.rank() > 1 && operand.size(-1) == to.size(-1);
    }

    @Override
    public Op withChannels(int channels) {
        List<Integer> sizes = new ArrayList<>(to.sizes());
        sizes.set(sizes.size() - 1, channels);
        return new Reshape(new Shape(sizes));
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        return RealMath.reshape(operands.getFirst(), to);
    }

    @Override
    public void checkMove(QuantizedNode node, IntegerRule rule) {
        Shape from = node.operandTypes().getFirst().shape();
        rule.require(
                from.rank() > 0 && to.rank() > 0 && from.size(0) == to.size(0),
                "reshape keeps the batch axis, found " + from + " to " + to,
                from.rank() == 0 ? "" : "the shape begins with " + from.size(0));
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerMove.reshape(node);
    }
}
