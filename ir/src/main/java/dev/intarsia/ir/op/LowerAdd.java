package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.FusedSum;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import java.util.List;

/** Lowers the sum of two tensors in either of its forms. A sum in float32 becomes whole numbers: {@link FusedSum.Whole}. */
final class LowerAdd {

    private static final int MAGNITUDE_BITS = 63;
    private static final int SIGNIFICANT_BITS = 24;

    private LowerAdd() {}

    static Kernel lower(QuantizedNode node) {
        return node.arithmetic() instanceof NodeArithmetic.FusedAdd fused
                ? fused(node, fused)
                : LowerElementwise.add(node);
    }

    /** {@code S = x · m + inner[y]}; {@code d = max(bits(|S|) − 24, 0)}; {@code clamp((S >> d) >> (f − d))}, halves to even. */
    private static Kernel fused(QuantizedNode node, NodeArithmetic.FusedAdd fused) {
        IntFormat innerWords = node.operandElement(1).format();
        FusedSum.Whole whole =
                fused.sum().whole(node.operandElement(0).format(), innerWords).orElseThrow();
        Draft draft = new Draft(node);
        Nest nest = Nest.over(node.shape());
        Buffer table = draft.parameter("inner", IntFormat.I64, whole.inner());
        Buffer sum = draft.register("sum", IntFormat.I64);
        Buffer dropped = draft.register("dropped", new IntFormat(false, 6));
        Expr s = Expr.load(sum);
        Expr d = Expr.load(dropped);
        // Never negative; the bound says so to whoever proves ranges.
        Expr magnitude = s.max(Expr.of(0).minus(s));
        Expr bits = Expr.of(MAGNITUDE_BITS).minus(new Expr.CountLeadingZeros(magnitude, MAGNITUDE_BITS));
        Expr rounded = new Expr.Shift(
                new Expr.Shift(s, d, Rounding.HALF_EVEN),
                Expr.of(whole.fractionBits()).minus(d),
                Rounding.HALF_EVEN);
        return draft.kernel(nest.around(List.of(
                Stmt.store(
                        sum,
                        draft.broadcast(0, nest)
                                .times(Expr.of(whole.multiplier()))
                                .plus(new Expr.LookUp(
                                        table, draft.broadcast(1, nest).minus(innerWords.min())))),
                Stmt.store(dropped, bits.minus(SIGNIFICANT_BITS).clamp(0, whole.mostDropped())),
                Stmt.store(
                        draft.output(),
                        rounded.clamp(fused.clamp().low(), fused.clamp().high()),
                        nest.places()))));
    }
}
