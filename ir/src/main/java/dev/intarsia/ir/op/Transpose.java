package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Elidable;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Permuting;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The axes in another order.
 *
 * @param order for each axis of the result the operand's axis that it is, batch axis included
 */
public record Transpose(List<Integer> order) implements Elidable, Permuting, Rearranging {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "transpose",
            List.of(Operand.tensor("x")),
            List.of(Lists.parameter("order")),
            "the axes in another order: [0, 3, 1, 2] puts the last axis behind the batch axis",
            arguments -> new Transpose(Lists.read(arguments, "order")));

    public Transpose {
        order = List.copyOf(order);
        if (!order.stream()
                .sorted()
                .toList()
                .equals(IntStream.range(0, order.size()).boxed().toList())) {
            throw new IllegalArgumentException("the order names every axis from 0 once, found " + order);
        }
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        return List.of(Lists.attribute("order", order));
    }

    @Override
    public boolean movesBatch() {
        return !order.isEmpty() && order.getFirst() != 0;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        return rule.hasOperands(1, 1)
                        && rule.hasAxes(0, order.size(), "a tensor of " + order.size() + " axes", "name every axis")
                ? Optional.of(result(rule.operand(0)))
                : Optional.empty();
    }

    @Override
    public boolean changesNothing(Shape operand) {
        return IntStream.range(0, order.size()).allMatch(axis -> order.get(axis) == axis);
    }

    @Override
    public Op withOrder(List<Integer> other) {
        return new Transpose(other);
    }

    @Override
    public Shape result(Shape operand) {
        return new Shape(order.stream().map(operand::size).toList());
    }

    @Override
    public List<AxisMap> maps(Shape operand) {
        List<AxisMap> maps = new ArrayList<>();
        for (int axis = 0; axis < operand.rank(); axis++) {
            maps.add(AxisMap.identity(order.indexOf(axis), operand.size(axis)));
        }
        return maps;
    }
}
