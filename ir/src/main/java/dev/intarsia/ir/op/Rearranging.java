package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** An operator whose result's elements are elements of its one operand in other places: each axis is read along one axis of the result. */
interface Rearranging extends Quantizable {

    /** The shape of the result for an operand that the shape rule takes. */
    Shape result(Shape operand);

    /** One map for each axis of the operand; an axis of the result that none leads to repeats what it is given. */
    List<AxisMap> maps(Shape operand);

    /** Whether elements go from one inference of a batch to another. */
    boolean movesBatch();

    /** The real number at places that are read from nowhere. */
    default double outside() {
        return 0;
    }

    @Override
    default Set<Capability> capabilities() {
        return movesBatch()
                ? Set.of(Capability.MOVES_DATA, Capability.KEEPS_QUANTIZATION, Capability.MIXES_BATCH)
                : Set.of(Capability.MOVES_DATA, Capability.KEEPS_QUANTIZATION);
    }

    @Override
    default Form form() {
        return Form.MOVE;
    }

    @Override
    default RealTensor real(List<RealTensor> operands) {
        RealTensor x = operands.getFirst();
        Shape to = result(x.shape());
        int[] strides = x.shape().strides();
        List<AxisMap> maps = maps(x.shape());
        float[] values = x.toArray();
        float[] result = new float[to.elements()];
        int[][] offsets = new int[to.rank()][];
        boolean[][] outside = new boolean[to.rank()][];
        for (int axis = 0; axis < to.rank(); axis++) {
            offsets[axis] = new int[to.size(axis)];
            outside[axis] = new boolean[to.size(axis)];
        }
        for (int axis = 0; axis < strides.length; axis++) {
            AxisMap map = maps.get(axis);
            for (int i = 0; i < map.from().length; i++) {
                offsets[map.resultAxis()][i] = map.from()[i] * strides[axis];
                outside[map.resultAxis()][i] = map.from()[i] == AxisMap.OUTSIDE;
            }
        }
        Arrays.fill(result, (float) outside());
        int[] place = new int[to.rank()];
        for (int i = 0; i < result.length; i++) {
            int from = 0;
            boolean inside = true;
            for (int axis = 0; axis < place.length; axis++) {
                from += offsets[axis][place[axis]];
                inside &= !outside[axis][place[axis]];
            }
            if (inside) {
                result[i] = values[from];
            }
            for (int axis = place.length - 1; axis >= 0 && ++place[axis] == to.size(axis); axis--) {
                place[axis] = 0;
            }
        }
        return RealTensor.owning(to, result);
    }

    @Override
    default void check(QuantizedNode node, Diagnostics diagnostics) {
        IntegerRule rule = new IntegerRule(node, diagnostics);
        rule.arithmetic(NodeArithmetic.Move.class).ifPresent(move -> {
            rule.keepsQuantization();
            AxisMap batch = maps(node.operandTypes().getFirst().shape()).getFirst();
            rule.require(
                    batch.resultAxis() == 0 && batch.isIdentity(),
                    mnemonic() + " moves the batch axis",
                    "a kernel computes one inference: leave axis 0 as it is");
        });
    }

    @Override
    default Kernel lower(QuantizedNode node) {
        return LowerMove.rearrange(node, maps(node.operandTypes().getFirst().shape()), outside());
    }
}
