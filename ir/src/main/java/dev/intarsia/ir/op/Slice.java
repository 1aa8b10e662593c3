package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Part of a tensor: along some axes, some places at a constant distance. A split is one slice for each part.
 *
 * @param axes which, from 0; the others are kept whole
 * @param begin the first place along each
 * @param size how many places along each
 * @param step from place to place along each; below 0 goes backwards
 */
public record Slice(List<Integer> axes, List<Integer> begin, List<Integer> size, List<Integer> step)
        implements Rearranging {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "slice",
            List.of(Operand.tensor("x")),
            List.of(
                    Lists.parameter("axes"),
                    Lists.parameter("begin"),
                    Lists.parameter("size"),
                    new OpSyntax.Parameter("step", OpSyntax.Kind.WHOLE_NUMBERS, List.of(), WindowSyntax.number(1))),
            "some places along some axes",
            arguments -> {
                List<Integer> axes = Lists.read(arguments, "axes");
                List<Integer> step = Lists.read(arguments, "step");
                return new Slice(
                        axes,
                        Lists.read(arguments, "begin"),
                        Lists.read(arguments, "size"),
                        step.size() == 1 ? Collections.nCopies(axes.size(), step.getFirst()) : step);
            });

    public Slice {
        axes = List.copyOf(axes);
        begin = List.copyOf(begin);
        size = List.copyOf(size);
        step = List.copyOf(step);
        if (begin.size() != axes.size() || size.size() != axes.size() || step.size() != axes.size()) {
            throw new IllegalArgumentException("there is one begin, size and step for each axis");
        }
        if (new HashSet<>(axes).size() != axes.size() || axes.stream().anyMatch(axis -> axis < 0)) {
            throw new IllegalArgumentException("axes are counted from 0 and named once, found " + axes);
        }
        if (size.stream().anyMatch(s -> s < 1) || begin.stream().anyMatch(b -> b < 0) || step.contains(0)) {
            throw new IllegalArgumentException("begin is from 0, size from 1, and step not 0");
        }
    }

    /** Neighbouring places along one axis. */
    public static Slice along(int axis, int begin, int size) {
        return new Slice(List.of(axis), List.of(begin), List.of(size), List.of(1));
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>(
                List.of(Lists.attribute("axes", axes), Lists.attribute("begin", begin), Lists.attribute("size", size)));
        if (step.stream().anyMatch(s -> s != 1)) {
            attributes.add(Lists.attribute("step", step));
        }
        return attributes;
    }

    @Override
    public boolean movesBatch() {
        return axes.contains(0);
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(1, 1)) {
            return Optional.empty();
        }
        for (int i = 0; i < axes.size(); i++) {
            if (rule.axis(0, axes.get(i)).isEmpty()) {
                return Optional.empty();
            }
            long last = begin.get(i) + (size.get(i) - 1L) * step.get(i);
            int length = rule.operand(0).size(axes.get(i));
            if (begin.get(i) >= length || last < 0 || last >= length) {
                return rule.refuse(
                        "the slice from " + begin.get(i) + " to " + last + " leaves axis " + axes.get(i)
                                + " of the shape " + rule.operand(0),
                        "its places are 0 to " + (length - 1));
            }
        }
        return Optional.of(result(rule.operand(0)));
    }

    @Override
    public Shape result(Shape operand) {
        List<Integer> sizes = new ArrayList<>(operand.sizes());
        for (int i = 0; i < axes.size(); i++) {
            sizes.set(axes.get(i), size.get(i));
        }
        return new Shape(sizes);
    }

    @Override
    public List<AxisMap> maps(Shape operand) {
        List<AxisMap> maps = new ArrayList<>();
        for (int axis = 0; axis < operand.rank(); axis++) {
            int named = axes.indexOf(axis);
            if (named < 0) {
                maps.add(AxisMap.identity(axis, operand.size(axis)));
            } else {
                int[] from = new int[size.get(named)];
                for (int i = 0; i < from.length; i++) {
                    from[i] = begin.get(named) + i * step.get(named);
                }
                maps.add(new AxisMap(axis, from));
            }
        }
        return maps;
    }
}
