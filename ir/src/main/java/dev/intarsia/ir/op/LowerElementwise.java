package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;

/** Lowers what computes each word from the words at its own place. */
final class LowerElementwise {

    private LowerElementwise() {}

    /** {@code clamp(output(left((x − zx) · 2^shift) + right((y − zy) · 2^shift)) + zero, low, high)}. */
    static Kernel add(QuantizedNode node) {
        return aligned(node, Expr.Operator.ADD);
    }

    /** As {@link #add}, with a difference. */
    static Kernel subtract(QuantizedNode node) {
        return aligned(node, Expr.Operator.SUBTRACT);
    }

    private static Kernel aligned(QuantizedNode node, Expr.Operator operator) {
        NodeArithmetic.Add add = (NodeArithmetic.Add) node.arithmetic();
        Draft draft = new Draft(node);
        Nest nest = Nest.over(node.shape());
        Expr sum = new Expr.Binary(
                operator,
                raised(draft.broadcast(0, nest), node.operandElement(0).zeroPoint(), add.leftShift(), add.left()),
                raised(draft.broadcast(1, nest), node.operandElement(1).zeroPoint(), add.leftShift(), add.right()));
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

    /** {@code clamp(rescale((x − zx) · (y − zy)) + zero, low, high)}. */
    static Kernel multiply(QuantizedNode node) {
        NodeArithmetic.Multiply multiply = (NodeArithmetic.Multiply) node.arithmetic();
        Draft draft = new Draft(node);
        Nest nest = Nest.over(node.shape());
        Expr product = difference(node, draft, nest, 0).times(difference(node, draft, nest, 1));
        Expr word = RescaleParameters.constant(product, multiply.output())
                .plus(node.element().zeroPoint())
                .clamp(multiply.clamp().low(), multiply.clamp().high());
        return draft.kernel(nest.around(Stmt.store(draft.output(), word, nest.places())));
    }

    private static Expr difference(QuantizedNode node, Draft draft, Nest nest, int operand) {
        return draft.broadcast(operand, nest).minus(node.operandElement(operand).zeroPoint());
    }

    /** {@code clamp(min or max(x, y), low, high)}. */
    static Kernel select(QuantizedNode node, Expr.Operator operator) {
        NodeArithmetic.Bound bound = (NodeArithmetic.Bound) node.arithmetic();
        Draft draft = new Draft(node);
        Nest nest = Nest.over(node.shape());
        Expr word = new Expr.Binary(operator, draft.broadcast(0, nest), draft.broadcast(1, nest))
                .clamp(bound.clamp().low(), bound.clamp().high());
        return draft.kernel(nest.around(Stmt.store(draft.output(), word, nest.places())));
    }

    /** {@code clamp((d < 0 ? negative(d · (y − zy)) : positive(d)) + zero, low, high)} with {@code d = x − zx}; without y, d itself. */
    static Kernel slopes(QuantizedNode node) {
        NodeArithmetic.Slopes slopes = (NodeArithmetic.Slopes) node.arithmetic();
        Draft draft = new Draft(node);
        Nest nest = Nest.over(node.shape());
        Expr difference = difference(node, draft, nest, 0);
        Expr below = node.hasOperand(1) ? difference.times(difference(node, draft, nest, 1)) : difference;
        Expr word = new Expr.Select(
                        new Expr.Compare(Expr.Comparison.LESS, difference, Expr.of(0)),
                        RescaleParameters.constant(below, slopes.negative()),
                        RescaleParameters.constant(difference, slopes.positive()))
                .plus(node.element().zeroPoint())
                .clamp(slopes.clamp().low(), slopes.clamp().high());
        return draft.kernel(nest.around(Stmt.store(draft.output(), word, nest.places())));
    }

    /** {@code table[x − least word]}. */
    static Kernel table(QuantizedNode node) {
        NodeArithmetic.Table table = (NodeArithmetic.Table) node.arithmetic();
        Draft draft = new Draft(node);
        Nest nest = Nest.over(node.shape());
        Buffer words = draft.parameter(
                "table",
                node.element().format(),
                table.words().stream().mapToLong(Long::longValue).toArray());
        Expr word = new Expr.LookUp(
                words,
                Expr.load(draft.tensor(0), nest.places())
                        .minus(node.operandElement(0).format().min()));
        return draft.kernel(nest.around(Stmt.store(draft.output(), word, nest.places())));
    }
}
