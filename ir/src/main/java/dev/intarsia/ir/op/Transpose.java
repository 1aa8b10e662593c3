package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Elidable;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Arguments;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Permuting;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The axes in another order; the batch axis stays the first.
 *
 * @param order axis i of the result is axis {@code order[i]} of the operand; begins with 0
 */
public record Transpose(List<Integer> order) implements Elidable, Permuting, Quantizable {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "transpose",
            List.of(Operand.tensor("x")),
            List.of(new OpSyntax.Parameter("order", OpSyntax.Kind.WHOLE_NUMBERS, List.of(), null)),
            "the axes in another order: [0, 3, 1, 2] puts the last axis behind the batch axis",
            arguments -> new Transpose(order(arguments)));

    public Transpose {
        order = List.copyOf(order);
        boolean everyAxisOnce = order.stream()
                .sorted()
                .toList()
                .equals(IntStream.range(0, order.size()).boxed().toList());
        if (!everyAxisOnce || order.isEmpty() || order.getFirst() != 0) {
            throw new IllegalArgumentException(
                    "order names every axis once and begins with 0, the batch axis, found " + order);
        }
    }

    private static List<Integer> order(Arguments arguments) {
        return switch (arguments.value("order")) {
            case AttributeValue.WholeNumbers(List<Long> axes) ->
                axes.stream()
                        .map(axis -> WindowSyntax.inside("an axis", axis, 0))
                        .toList();
            case AttributeValue value ->
                throw new IllegalArgumentException("order is a list of whole numbers, found " + value);
        };
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        return List.of(new Attribute(
                "order",
                new AttributeValue.WholeNumbers(
                        order.stream().map(Integer::longValue).toList())));
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
        if (!rule.hasOperands(1, 1)
                || !rule.hasAxes(0, order.size(), "a tensor of " + order.size() + " axes", "name every axis once")) {
            return Optional.empty();
        }
        return Optional.of(
                new Shape(order.stream().map(axis -> rule.operand(0).size(axis)).toList()));
    }

    @Override
    public boolean changesNothing(Shape operand) {
        return order.equals(IntStream.range(0, order.size()).boxed().toList());
    }

    @Override
    public Op withOrder(List<Integer> other) {
        return new Transpose(other);
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        return RealMath.transpose(operands.getFirst(), order);
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Move.class).ifPresent(move -> {
            rule.perTensor(0);
            rule.keepsQuantization();
        });
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerMove.transpose(node, order);
    }
}
