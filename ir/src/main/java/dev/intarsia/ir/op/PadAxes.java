package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A tensor surrounded along any axes. {@link Pad} is the case that convolutions take up: an image, zeros.
 *
 * @param before places in front of each axis, batch axis included
 * @param after places behind each axis
 * @param border what they hold
 * @param value the number, for a constant border
 */
public record PadAxes(List<Integer> before, List<Integer> after, Border border, double value) implements Rearranging {

    /** What the places around a tensor hold. */
    public enum Border {
        /** A number. */
        CONSTANT,
        /** The tensor mirrored at its first and last element, which are not repeated. */
        REFLECT,
        /** The tensor mirrored at its border: its first and last element are repeated. */
        SYMMETRIC,
        /** The nearest element. */
        EDGE,
        /** The tensor's other end. */
        WRAP;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        private int place(int i, int size) {
            return switch (this) {
                case CONSTANT -> i < 0 || i >= size ? AxisMap.OUTSIDE : i;
                case REFLECT -> i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i;
                case SYMMETRIC -> i < 0 ? -1 - i : i >= size ? 2 * size - 1 - i : i;
                case EDGE -> Math.clamp(i, 0, size - 1);
                case WRAP -> Math.floorMod(i, size);
            };
        }

        private int reach(int size) {
            return switch (this) {
                case CONSTANT, EDGE, WRAP -> Integer.MAX_VALUE;
                case REFLECT -> size - 1;
                case SYMMETRIC -> size;
            };
        }
    }

    private static final List<String> BORDERS =
            Arrays.stream(Border.values()).map(Border::text).toList();

    public static final OpSyntax SYNTAX = new OpSyntax(
            "pad_axes",
            List.of(Operand.tensor("x")),
            List.of(
                    Lists.parameter("before"),
                    Lists.parameter("after"),
                    new OpSyntax.Parameter(
                            "border", OpSyntax.Kind.WORD, BORDERS, new AttributeValue.Word(Border.CONSTANT.text())),
                    new OpSyntax.Parameter(
                            "value", OpSyntax.Kind.REAL_NUMBER, List.of(), new AttributeValue.RealNumber(0))),
            "surrounds a tensor along any axes",
            arguments -> new PadAxes(
                    Lists.read(arguments, "before"),
                    Lists.read(arguments, "after"),
                    Border.values()[BORDERS.indexOf(arguments.word("border"))],
                    arguments.real("value")));

    public PadAxes {
        before = List.copyOf(before);
        after = List.copyOf(after);
        if (before.size() != after.size()
                || before.stream().anyMatch(side -> side < 0)
                || after.stream().anyMatch(side -> side < 0)) {
            throw new IllegalArgumentException("before and after have one number from 0 for each axis");
        }
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        List<Attribute> attributes =
                new ArrayList<>(List.of(Lists.attribute("before", before), Lists.attribute("after", after)));
        if (border != Border.CONSTANT) {
            attributes.add(new Attribute("border", new AttributeValue.Word(border.text())));
        }
        if (value != 0) {
            attributes.add(new Attribute("value", new AttributeValue.RealNumber(value)));
        }
        return attributes;
    }

    @Override
    public boolean movesBatch() {
        return !before.isEmpty() && (before.getFirst() != 0 || after.getFirst() != 0);
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(1, 1)
                || !rule.hasAxes(
                        0, before.size(), "a tensor of " + before.size() + " axes", "give two numbers an axis")) {
            return Optional.empty();
        }
        for (int axis = 0; axis < before.size(); axis++) {
            int size = rule.operand(0).size(axis);
            if (Math.max(before.get(axis), after.get(axis)) > border.reach(size)) {
                return rule.refuse(
                        "a border of " + Math.max(before.get(axis), after.get(axis)) + " places cannot be mirrored in "
                                + size,
                        "a mirrored border is no longer than the axis");
            }
        }
        return Optional.of(result(rule.operand(0)));
    }

    @Override
    public double outside() {
        return value;
    }

    @Override
    public Shape result(Shape operand) {
        List<Long> sizes = new ArrayList<>();
        for (int axis = 0; axis < operand.rank(); axis++) {
            sizes.add((long) before.get(axis) + operand.size(axis) + after.get(axis));
        }
        return Shape.ofLongs(sizes);
    }

    @Override
    public List<AxisMap> maps(Shape operand) {
        Shape result = result(operand);
        List<AxisMap> maps = new ArrayList<>();
        for (int axis = 0; axis < operand.rank(); axis++) {
            int[] from = new int[result.size(axis)];
            for (int i = 0; i < from.length; i++) {
                from[i] = border.place(i - before.get(axis), operand.size(axis));
            }
            maps.add(new AxisMap(axis, from));
        }
        return maps;
    }
}
