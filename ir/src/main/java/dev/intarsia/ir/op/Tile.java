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
 * The tensor several times, one copy behind the other along each axis.
 *
 * @param repeats how often along each axis, batch axis included
 */
public record Tile(List<Integer> repeats) implements Rearranging {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "tile",
            List.of(Operand.tensor("x")),
            List.of(Lists.parameter("repeats")),
            "several copies along each axis",
            arguments -> new Tile(Lists.read(arguments, "repeats")));

    public Tile {
        repeats = List.copyOf(repeats);
        if (repeats.stream().anyMatch(repeat -> repeat < 1)) {
            throw new IllegalArgumentException("every axis is repeated at least once, found " + repeats);
        }
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        return List.of(Lists.attribute("repeats", repeats));
    }

    @Override
    public boolean movesBatch() {
        return !repeats.isEmpty() && repeats.getFirst() != 1;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        return rule.hasOperands(1, 1)
                        && rule.hasAxes(
                                0, repeats.size(), "a tensor of " + repeats.size() + " axes", "give one number an axis")
                ? Optional.of(result(rule.operand(0)))
                : Optional.empty();
    }

    @Override
    public Shape result(Shape operand) {
        List<Long> sizes = new ArrayList<>();
        for (int axis = 0; axis < operand.rank(); axis++) {
            sizes.add((long) operand.size(axis) * repeats.get(axis));
        }
        return Shape.ofLongs(sizes);
    }

    @Override
    public List<AxisMap> maps(Shape operand) {
        List<AxisMap> maps = new ArrayList<>();
        for (int axis = 0; axis < operand.rank(); axis++) {
            int size = operand.size(axis);
            int[] from = new int[size * repeats.get(axis)];
            for (int i = 0; i < from.length; i++) {
                from[i] = i % size;
            }
            maps.add(new AxisMap(axis, from));
        }
        return maps;
    }
}
