package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.List;

/**
 * Lowers TensorFlow Lite Micro's fixed-point softmax: what {@link dev.intarsia.ir.arithmetic.Softmax#tflm} says of a row, said with
 * kernel expressions.
 *
 * <p>For each row: its greatest word; for each word the exponential of its difference to it, in Q0.31; their sum in Q12.19; its
 * reciprocal by three Newton steps; and the products.
 */
final class LowerSoftmax {

    private LowerSoftmax() {}

    static Kernel lower(QuantizedNode node) {
        Draft draft = new Draft(node);
        Nest nest = Nest.over(node.shape());
        SoftmaxRow words = new SoftmaxRow(node, draft, nest);
        List<Stmt> row = new ArrayList<>();
        Buffer sum = words.sum(row);

        Buffer headroom = draft.register("headroom", new IntFormat(false, 6));
        row.add(Stmt.store(headroom, new Expr.CountLeadingZeros(Expr.load(sum), 32)));
        // sum / 2^(32 − headroom) is from ½ to 1: its first bit goes, and what is left is a of 1 + a
        Expr normalized = new Expr.Shift(Expr.load(sum), Expr.of(0).minus(Expr.load(headroom)), Rounding.FLOOR)
                .clamp(1L << 31, (1L << 32) - 1);
        Buffer reciprocal = words.reciprocal(row, normalized.minus(1L << 31));

        IntFormat format = node.element().format();
        Expr right = Expr.of(SoftmaxRow.SUM_INTEGER_BITS + 31 - format.bits()).minus(Expr.load(headroom));
        Expr probability =
                new Expr.Shift(SoftmaxRow.highMultiply(Expr.load(reciprocal), words.exp()), right, Rounding.HALF_AWAY);
        row.add(words.loop(List.of(Stmt.store(
                draft.output(), probability.plus(format.min()).cast(format, Overflow.SATURATE), nest.places()))));
        return draft.kernel(nest.withoutLast().around(row));
    }
}
