package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;

/** Lowers what computes each word from the words at its own place. */
final class LowerElementwise {

    private LowerElementwise() {}

    /** {@code clamp(output(left((x − zx) · 2^shift) + right((y − zy) · 2^shift)) + zero, low, high)}. */
    static Kernel add(QuantizedNode node) {
        NodeArithmetic.Add add = (NodeArithmetic.Add) node.arithmetic();
        Draft draft = new Draft(node);
        Nest nest = Nest.over(node.shape());
        Expr sum = raised(draft.broadcast(0, nest), node.operandElement(0).zeroPoint(), add.leftShift(), add.left())
                .plus(raised(
                        draft.broadcast(1, nest), node.operandElement(1).zeroPoint(), add.leftShift(), add.right()));
        Expr word = RescaleParameters.constant(sum, add.output())
                .plus(node.element().zeroPoint())
                .clamp(add.clamp().low(), add.clamp().high());
        return draft.kernel(nest.around(Stmt.store(draft.output(), word, nest.places())));
    }

    private static Expr raised(Expr operand, long zero, int leftShift, Rescaling rescaling) {
        Expr difference = operand.minus(zero);
        return RescaleParameters.constant(
                leftShift == 0 ? difference : difference.times(Expr.of(1L << leftShift)), rescaling);
    }

    /** {@code clamp(x, low, high)}. */
    static Kernel bound(QuantizedNode node) {
        NodeArithmetic.Bound bound = (NodeArithmetic.Bound) node.arithmetic();
        Draft draft = new Draft(node);
        Nest nest = Nest.over(node.shape());
        Expr word = Expr.load(draft.tensor(0), nest.places())
                .clamp(bound.clamp().low(), bound.clamp().high());
        return draft.kernel(nest.around(Stmt.store(draft.output(), word, nest.places())));
    }

    /** {@code clamp(rescale(x − zx) + zero, low, high)}. */
    static Kernel rescale(QuantizedNode node) {
        NodeArithmetic.Rescale rescale = (NodeArithmetic.Rescale) node.arithmetic();
        Draft draft = new Draft(node);
        Nest nest = Nest.over(node.shape());
        Expr difference = Expr.load(draft.tensor(0), nest.places())
                .minus(node.operandElement(0).zeroPoint());
        Expr word = RescaleParameters.constant(difference, rescale.output())
                .plus(node.element().zeroPoint())
                .clamp(rescale.clamp().low(), rescale.clamp().high());
        return draft.kernel(nest.around(Stmt.store(draft.output(), word, nest.places())));
    }
}
