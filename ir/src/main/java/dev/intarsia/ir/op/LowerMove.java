package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.Quantized;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lowers what only moves words. */
final class LowerMove {

    private LowerMove() {}

    /** A copy in row-major order: the source's place is that of the result's row-major position. */
    static Kernel reshape(QuantizedNode node) {
        Draft draft = new Draft(node);
        Buffer from = draft.tensor(0);
        Nest nest = Nest.over(node.shape());
        Index position = Index.of(0);
        int[] strides = node.shape().strides();
        for (int axis = 0; axis < strides.length; axis++) {
            position = position.plus(nest.indices().get(axis).times(strides[axis]));
        }
        int[] fromStrides = from.shape().strides();
        Index[] place = new Index[fromStrides.length];
        for (int axis = 0; axis < place.length; axis++) {
            Index quotient = position.dividedBy(fromStrides[axis]);
            place[axis] = axis == 0 ? quotient : quotient.modulo(from.shape().size(axis));
        }
        return draft.kernel(nest.around(Stmt.store(draft.output(), Expr.load(from, place), nest.places())));
    }

    /** A copy, surrounded by the zero point. */
    static Kernel pad(QuantizedNode node, Padding.Explicit padding) {
        Draft draft = new Draft(node);
        Expr word = Expr.loadOr(
                node.operandElement(0).zeroPoint(),
                draft.tensor(0),
                Index.of("h").plus(-padding.top()),
                Index.of("w").plus(-padding.left()),
                Index.of("c"));
        Nest nest = Nest.over(node.shape());
        return draft.kernel(nest.around(Stmt.store(draft.output(), word, nest.places())));
    }

    /**
     * A copy along the maps of each axis of the operand: one nest for each combination of their runs.
     *
     * @param maps of every axis, the batch axis first, which stays as it is
     * @param outside the real number at places that are read from nowhere
     */
    static Kernel rearrange(QuantizedNode node, List<AxisMap> maps, double outside) {
        Draft draft = new Draft(node);
        Buffer from = draft.tensor(0);
        Nest nest = Nest.over(node.shape());
        Quantized element = node.element();
        long word = RealScale.rescale(
                        1,
                        outside / element.scale().at(0),
                        element.format().min() - element.zeroPoint(),
                        element.format().max() - element.zeroPoint())
                + element.zeroPoint();
        List<List<AxisMap.Run>> runs = new ArrayList<>();
        for (int axis = 0; axis < node.shape().rank(); axis++) {
            int resultAxis = axis + 1;
            runs.add(maps.stream()
                    .filter(map -> map.resultAxis() == resultAxis)
                    .findFirst()
                    .orElse(AxisMap.identity(resultAxis, node.shape().size(axis)))
                    .runs());
        }
        List<Stmt> body = new ArrayList<>();
        for (List<AxisMap.Run> box : combinations(runs)) {
            List<Stmt> copy = List.of(copy(draft, from, nest, maps, box, word));
            for (int axis = box.size() - 1; axis >= 0; axis--) {
                copy = List.of(
                        Stmt.loop(nest.variables().get(axis), box.get(axis).length(), copy));
            }
            body.addAll(copy);
        }
        return draft.kernel(body);
    }

    private static List<List<AxisMap.Run>> combinations(List<List<AxisMap.Run>> runs) {
        List<List<AxisMap.Run>> boxes = List.of(List.of());
        for (List<AxisMap.Run> axis : runs) {
            boxes = boxes.stream()
                    .flatMap(box -> axis.stream()
                            .map(run ->
                                    Stream.concat(box.stream(), Stream.of(run)).toList()))
                    .toList();
        }
        return boxes;
    }

    private static Stmt copy(
            Draft draft, Buffer from, Nest nest, List<AxisMap> maps, List<AxisMap.Run> box, long outside) {
        Index[] to = new Index[box.size()];
        for (int axis = 0; axis < to.length; axis++) {
            to[axis] = nest.indices().get(axis).plus(box.get(axis).start());
        }
        if (box.stream().anyMatch(AxisMap.Run::isOutside)) {
            return Stmt.store(draft.output(), Expr.of(outside), to);
        }
        Index[] place = new Index[maps.size() - 1];
        for (int axis = 0; axis < place.length; axis++) {
            int resultAxis = maps.get(axis + 1).resultAxis() - 1;
            AxisMap.Run run = box.get(resultAxis);
            place[axis] = nest.indices()
                    .get(resultAxis)
                    .dividedBy(run.repeat())
                    .times(run.step())
                    .plus(run.first());
        }
        return Stmt.store(draft.output(), Expr.load(from, place), to);
    }

    /** Copies one behind the other along an axis, counted without the batch axis. */
    static Kernel concat(QuantizedNode node, int axis) {
        Draft draft = new Draft(node);
        List<Stmt> body = new ArrayList<>();
        int start = 0;
        for (int operand = 0; operand < node.operandTypes().size(); operand++) {
            Buffer from = draft.tensor(operand);
            Nest nest = Nest.over(from.shape());
            Index[] to = nest.places();
            to[axis] = to[axis].plus(start);
            body.add(nest.around(Stmt.store(draft.output(), Expr.load(from, nest.places()), to)));
            start += from.shape().size(axis);
        }
        return draft.kernel(body);
    }
}
