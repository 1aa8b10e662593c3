package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tensors one behind the other along one axis; along the others they are alike.
 *
 * @param axis from 0, or from the end where it is negative
 */
public record Concat(int axis) implements Quantizable {

    public static final OpSyntax SYNTAX = new OpSyntax(
            "concat",
            List.of(Operand.repeated("x")),
            List.of(Lists.axis(-1)),
            "tensors one behind the other along one axis",
            arguments -> new Concat(Math.toIntExact(arguments.whole("axis"))));

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        return axis == -1 ? List.of() : List.of(new Attribute("axis", WindowSyntax.number(axis)));
    }

    @Override
    public Set<Capability> capabilities() {
        return axis == 0
                ? Set.of(Capability.MOVES_DATA, Capability.KEEPS_QUANTIZATION, Capability.MIXES_BATCH)
                : Set.of(Capability.MOVES_DATA, Capability.KEEPS_QUANTIZATION);
    }

    @Override
    public Form form() {
        return Form.MOVE;
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        ShapeRule rule = new ShapeRule(mnemonic(), operands, place, diagnostics);
        if (!rule.hasOperands(1, Integer.MAX_VALUE) || rule.axis(0, axis).isEmpty()) {
            return Optional.empty();
        }
        Shape first = rule.operand(0);
        int along = along(first);
        long size = 0;
        for (Shape operand : operands) {
            List<Integer> sizes = new ArrayList<>(operand.sizes());
            if (operand.rank() == first.rank()) {
                size += sizes.set(along, first.size(along));
            }
            if (!sizes.equals(first.sizes())) {
                return rule.refuse(
                        "concat takes tensors that differ along axis " + axis + " only, found " + first + " and "
                                + operand,
                        "");
            }
        }
        return Optional.of(with(first, along, Math.toIntExact(size)));
    }

    private int along(Shape operand) {
        return axis < 0 ? axis + operand.rank() : axis;
    }

    private static Shape with(Shape shape, int axis, int size) {
        List<Integer> sizes = new ArrayList<>(shape.sizes());
        sizes.set(axis, size);
        return new Shape(sizes);
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        int along = along(operands.getFirst().shape());
        int batch = operands.stream()
                .mapToInt(operand -> operand.shape().size(0))
                .max()
                .orElseThrow();
        int size = operands.stream()
                .mapToInt(operand -> operand.shape().size(along))
                .sum();
        Shape shape = with(operands.getFirst().shape(), along, size);
        shape = along == 0 ? shape : with(shape, 0, batch);
        int stride = shape.strides()[along];
        float[] result = new float[shape.elements()];
        int offset = 0;
        for (RealTensor operand : operands) {
            // A constant has a batch of 1, whatever the others have.
            Shape own = along == 0 ? operand.shape() : with(operand.shape(), 0, batch);
            float[] values = Broadcast.to(operand, own);
            int block = own.size(along) * stride;
            for (int i = 0; i * block < values.length; i++) {
                System.arraycopy(values, i * block, result, i * size * stride + offset, block);
            }
            offset += block;
        }
        return RealTensor.owning(shape, result);
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Move.class).ifPresent(move -> {
            for (int operand = 0; operand < node.operandTypes().size(); operand++) {
                rule.keepsQuantization(operand);
            }
            rule.require(
                    along(node.node().type().shape()) != 0,
                    "concat along the batch axis",
                    "a kernel computes one inference: take another axis");
        });
    }

    @Override
    public Kernel lower(QuantizedNode node) {
        return LowerMove.concat(node, along(node.node().type().shape()) - 1);
    }
}
