package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Products of matrices, {@code […, m, c]} with {@code […, c, k]}, of tensors that may both be computed; what lies before the last two axes
 * is brought to one shape. With constant weights, {@link Dense} is the layer that has integers.
 */
public record MatMul() implements RealOnly {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "matmul",
            List.of(Operand.tensor("left"), Operand.tensor("right")),
            List.of(),
            "products of matrices, [m, c] with [c, k]",
            arguments -> new MatMul());

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.MIXES_BATCH);
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(2, 2)) {
            return Optional.empty();
        }
        Shape left = rule.operand(0);
        Shape right = rule.operand(1);
        if (left.rank() < 2 || right.rank() < 2) {
            return rule.refuse(
                    "matmul takes tensors of at least two axes, found " + left + " and " + right,
                    "bring a vector to two axes with reshape");
        }
        if (left.size(-1) != right.size(-2)) {
            return rule.refuse(
                    "matmul of " + left + " with " + right, "the first's last axis is the second's last but one");
        }
        Optional<Shape> result = result(left, right);
        return result.isPresent()
                ? result
                : rule.refuse("matmul of " + left + " with " + right, "the axes before the last two are equal or 1");
    }

    private static Optional<Shape> result(Shape left, Shape right) {
        return Broadcast.shape(List.of(outer(left), outer(right)))
                .map(outer -> inner(outer, left.size(-2), right.size(-1)));
    }

    private static Shape outer(Shape shape) {
        return new Shape(shape.sizes().subList(0, shape.rank() - 2));
    }

    private static Shape inner(Shape outer, int rows, int columns) {
        List<Integer> sizes = new ArrayList<>(outer.sizes());
        sizes.add(rows);
        sizes.add(columns);
        return new Shape(sizes);
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        RealTensor left = operands.get(0);
        RealTensor right = operands.get(1);
        Shape shape = result(left.shape(), right.shape()).orElseThrow();
        Shape outer = outer(shape);
        int m = shape.size(-2);
        int k = shape.size(-1);
        int c = left.shape().size(-1);
        float[] x = Broadcast.to(left, inner(outer, m, c));
        float[] y = Broadcast.to(right, inner(outer, c, k));
        float[] result = new float[shape.elements()];
        double[] row = new double[k];
        for (int i = 0; i < result.length / k; i++) {
            Arrays.fill(row, 0);
            int matrix = i / m;
            for (int j = 0; j < c; j++) {
                double factor = x[i * c + j];
                for (int n = 0; n < k; n++) {
                    row[n] += factor * y[(matrix * c + j) * k + n];
                }
            }
            for (int n = 0; n < k; n++) {
                result[i * k + n] = (float) row[n];
            }
        }
        return RealTensor.owning(shape, result);
    }
}
