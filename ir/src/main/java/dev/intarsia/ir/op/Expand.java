package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Elidable;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Axes of 1, and missing axes in front, repeated.
 *
 * @param to what the tensor is brought to; an axis of 1 there keeps the operand's
 */
public record Expand(Shape to) implements Elidable, Rearranging {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "expand",
            List.of(Operand.tensor("x")),
            List.of(Lists.parameter("shape")),
            "axes of 1 repeated",
            arguments -> new Expand(new Shape(Lists.read(arguments, "shape"))));

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        return List.of(Lists.attribute("shape", to.sizes()));
    }

    @Override
    public boolean movesBatch() {
        return to.rank() == 0 || to.size(0) != 1;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(1, 1)) {
            return Optional.empty();
        }
        Optional<Shape> shape = Broadcast.shape(List.of(rule.operand(0), to));
        return shape.isPresent()
                ? shape
                : rule.refuse("the shape " + rule.operand(0) + " cannot be repeated to " + to, "only axes of 1 repeat");
    }

    @Override
    public boolean changesNothing(Shape operand) {
        return result(operand).equals(operand);
    }

    @Override
    public Shape result(Shape operand) {
        return Broadcast.shape(List.of(operand, to)).orElseThrow();
    }

    @Override
    public List<AxisMap> maps(Shape operand) {
        Shape result = result(operand);
        List<AxisMap> maps = new ArrayList<>();
        for (int axis = 0; axis < operand.rank(); axis++) {
            int target = axis + result.rank() - operand.rank();
            maps.add(
                    operand.size(axis) == 1
                            ? new AxisMap(target, new int[result.size(target)])
                            : AxisMap.identity(target, operand.size(axis)));
        }
        return maps;
    }
}
