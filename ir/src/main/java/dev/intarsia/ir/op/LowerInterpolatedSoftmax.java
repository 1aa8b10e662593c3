package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.InterpolatedTables;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Lowers TensorFlow Lite's softmax of words of 16 bits: exponentials and a reciprocal on the lines of two tables.
 *
 * <p>For each row: its greatest word; for each word its difference to that, in units of 10/65535, and its exponential in Q0.15; their
 * sum; with {@code z} zeros before the sum's 32 bits, the reciprocal of {@code sum · 2^(z − 17)}, from ½ to 1; and the products, shifted back.
 *
 * <p>Source: {@code SoftmaxInt16}, TensorFlow Lite 2.18, kernels/internal/reference/softmax.h.
 */
final class LowerInterpolatedSoftmax {

    private static final IntFormat I16 = IntFormat.I16;
    private static final IntFormat U15 = new IntFormat(false, 15);
    private static final int SUM_BITS = 32;

    private final QuantizedNode node;
    private final NodeArithmetic.Softmax arithmetic;
    private final Draft draft;
    private final Nest nest;
    private final Buffer exponentials;
    private final Buffer reciprocals;

    private LowerInterpolatedSoftmax(QuantizedNode node) {
        this.node = node;
        this.arithmetic = (NodeArithmetic.Softmax) node.arithmetic();
        this.draft = new Draft(node);
        this.nest = Nest.over(node.shape());
        boolean inDouble = arithmetic.form() == SoftmaxForm.INTERPOLATED_DOUBLE;
        this.exponentials = draft.parameter("exponentials", I16, InterpolatedTables.exponential(inDouble));
        this.reciprocals = draft.parameter("reciprocals", I16, InterpolatedTables.reciprocal(inDouble));
    }

    static Kernel lower(QuantizedNode node) {
        return new LowerInterpolatedSoftmax(node).kernel();
    }

    private Kernel kernel() {
        String last = nest.variables().getLast();
        int channels = node.shape().size(-1);
        Buffer logits = draft.tensor(0);
        List<Stmt> row = new ArrayList<>();

        Buffer greatest = draft.register("greatest", logits.format());
        row.add(Stmt.store(greatest, Expr.of(logits.format().min())));
        row.add(Stmt.loop(
                last, channels, Stmt.store(greatest, Expr.load(greatest).max(Expr.load(logits, nest.places())))));

        Buffer exp = draft.local("exp", U15, Shape.of(channels));
        Buffer scaled = draft.register("scaled", I16);
        Expr difference = Expr.load(logits, nest.places()).minus(Expr.load(greatest));
        Expr rescaled = new Expr.Rescale(
                MultiplyShift.TFLM,
                difference,
                Expr.of(arithmetic.input().multiplier()),
                Expr.of(arithmetic.input().shift()));
        row.add(Stmt.loop(
                last,
                channels,
                List.of(
                        Stmt.store(scaled, rescaled.plus(I16.max()).clamp(I16.min(), I16.max())),
                        Stmt.store(exp, onLine(exponentials, scaled), Index.of(last)))));

        Buffer sum = draft.register("sum", new IntFormat(false, SUM_BITS - 1));
        row.add(Stmt.store(sum, Expr.of(0)));
        row.add(Stmt.loop(last, channels, Stmt.store(sum, Expr.load(sum).plus(Expr.load(exp, Index.of(last))))));
        Buffer zeros = draft.register("zeros", new IntFormat(false, 6));
        row.add(Stmt.store(zeros, new Expr.CountLeadingZeros(Expr.load(sum), SUM_BITS)));
        // The sum with its first bit at 2^17, rounded; less 1.5 · 2^16 it is the table's word for what is above ½.
        Expr normalized = new Expr.Shift(Expr.load(sum), Expr.of(15).minus(Expr.load(zeros)), Rounding.HALF_UP);
        Buffer rest = draft.register("rest", I16);
        row.add(Stmt.store(rest, normalized.minus((1 << 16) + (1 << 15)).clamp(I16.min(), I16.max())));
        Buffer reciprocal = draft.register("reciprocal", U15);
        row.add(Stmt.store(reciprocal, onLine(reciprocals, rest)));

        Expr share = new Expr.Shift(
                Expr.load(exp, Index.of(last)).times(Expr.load(reciprocal)),
                Expr.of(SUM_BITS - 1).minus(Expr.load(zeros)),
                Rounding.HALF_UP);
        row.add(Stmt.loop(last, channels, Stmt.store(draft.output(), share.clamp(0, I16.max()), nest.places())));
        return draft.kernel(nest.withoutLast().around(row));
    }

    /** The word on the lines of a table for a word; neither table has a negative one. */
    private static Expr onLine(Buffer table, Buffer word) {
        Expr line = new Expr.Shift(Expr.load(word), Expr.of(InterpolatedTables.STEP_BITS), Rounding.FLOOR)
                .plus(InterpolatedTables.STEPS / 2);
        Expr offset =
                new Expr.Binary(Expr.Operator.AND, Expr.load(word), Expr.of((1L << InterpolatedTables.STEP_BITS) - 1));
        Expr here = new Expr.LookUp(table, line);
        // The last line's end is the table's last word; the bound says so to whoever proves places.
        Expr end = line.plus(1).min(Expr.of(InterpolatedTables.STEPS));
        Expr slope = new Expr.LookUp(table, end).minus(here);
        return here.plus(new Expr.Shift(slope.times(offset), Expr.of(InterpolatedTables.STEP_BITS), Rounding.HALF_UP))
                .clamp(0, U15.max());
    }
}
