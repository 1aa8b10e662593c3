package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An operator that makes of each row along one axis a row of the same length. */
interface AlongAxis extends Op {

    /** From 0, or from the end where it is negative. */
    int axis();

    /** The row's result in its place, in float64. */
    void row(double[] values);

    @Override
    default List<Attribute> attributes() {
        return axis() == -1 ? List.of() : List.of(new Attribute("axis", WindowSyntax.number(axis())));
    }

    @Override
    default Set<Capability> capabilities() {
        return axis() == 0 ? Set.of(Capability.MIXES_BATCH) : Set.of();
    }

    @Override
    default Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        return rule.hasOperands(1, 1) && rule.axis(0, axis()).isPresent()
                ? Optional.of(rule.operand(0))
                : Optional.empty();
    }

    @Override
    default RealTensor real(List<RealTensor> operands) {
        Shape shape = operands.getFirst().shape();
        float[] values = operands.getFirst().toArray();
        int along = axis() < 0 ? axis() + shape.rank() : axis();
        int stride = shape.strides()[along];
        double[] row = new double[shape.size(along)];
        for (int i = 0; i < values.length / row.length; i++) {
            int first = i / stride * stride * row.length + i % stride;
            for (int j = 0; j < row.length; j++) {
                row[j] = values[first + j * stride];
            }
            row(row);
            for (int j = 0; j < row.length; j++) {
                values[first + j * stride] = (float) row[j];
            }
        }
        return RealTensor.owning(shape, values);
    }
}
