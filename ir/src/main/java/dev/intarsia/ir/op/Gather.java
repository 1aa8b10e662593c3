package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The named places along one axis, in the order in which they are named.
 *
 * @param axis from 0
 * @param indices places along it; one may be named several times
 */
public record Gather(int axis, List<Integer> indices) implements Rearranging {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "gather",
            List.of(Operand.tensor("x")),
            List.of(
                    new OpSyntax.Parameter("axis", OpSyntax.Kind.WHOLE_NUMBER, List.of(), null),
                    Lists.parameter("indices")),
            "the named places along one axis",
            arguments -> new Gather(Math.toIntExact(arguments.whole("axis")), Lists.read(arguments, "indices")));

    public Gather {
        indices = List.copyOf(indices);
        if (axis < 0 || indices.isEmpty() || indices.stream().anyMatch(index -> index < 0)) {
            throw new IllegalArgumentException("axis and indices are counted from 0, and there is at least one index");
        }
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        return List.of(new Attribute("axis", WindowSyntax.number(axis)), Lists.attribute("indices", indices));
    }

    @Override
    public boolean movesBatch() {
        return axis == 0;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(1, 1) || rule.axis(0, axis).isEmpty()) {
            return Optional.empty();
        }
        int size = rule.operand(0).size(axis);
        Optional<Integer> beyond =
                indices.stream().filter(index -> index >= size).findFirst();
        return beyond.isPresent()
                ? rule.refuse(
                        "there is no place " + beyond.get() + " along axis " + axis + " of the shape "
                                + rule.operand(0),
                        "its places are 0 to " + (size - 1))
                : Optional.of(result(rule.operand(0)));
    }

    @Override
    public Shape result(Shape operand) {
        List<Integer> sizes = new ArrayList<>(operand.sizes());
        sizes.set(axis, indices.size());
        return new Shape(sizes);
    }

    @Override
    public List<AxisMap> maps(Shape operand) {
        List<AxisMap> maps = new ArrayList<>();
        for (int i = 0; i < operand.rank(); i++) {
            maps.add(
                    i == axis
                            ? new AxisMap(
                                    axis,
                                    indices.stream().mapToInt(Integer::intValue).toArray())
                            : AxisMap.identity(i, operand.size(i)));
        }
        return maps;
    }
}
