package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.Rounding;
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
 * Lowers TensorFlow Lite Micro's fixed-point softmax: what {@link dev.intarsia.ir.arithmetic.Softmax#tflm} says of a row, said with
 * kernel expressions.
 *
 * <p>For each row: its greatest word; for each word the exponential of its difference to it, in Q0.31; their sum in Q12.19; its
 * reciprocal by three Newton steps; and the products. Registers hold exact values, so none of the source's 32-bit additions is
 * repeated where a proof that it does not overflow would be needed.
 */
final class LowerSoftmax {

    private static final IntFormat I32 = IntFormat.I32;
    private static final IntFormat U31 = new IntFormat(false, 31);
    private static final long ONE_Q31 = Integer.MAX_VALUE;
    private static final int SUM_INTEGER_BITS = 12;
    private static final int FRACTION_BITS = 26; // differences are Q5.26

    /** exp(−2^k) in Q0.31 for k = −2 … 4. */
    private static final long[] EXP_OF_MINUS_POWER = {
        1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242
    };

    private static final long EXP_MINUS_EIGHTH = 1895147668; // in Q0.31
    private static final long THIRD = 715827883; // in Q0.31
    private static final long FORTY_EIGHT_SEVENTEENTHS = 1515870810; // in Q2.29
    private static final long MINUS_THIRTY_TWO_SEVENTEENTHS = -1010580540; // in Q2.29
    private static final long ONE_Q29 = 1L << 29;

    private final QuantizedNode node;
    private final NodeArithmetic.Softmax arithmetic;
    private final Draft draft;
    private final Nest nest;
    private final Buffer logits;

    private LowerSoftmax(QuantizedNode node) {
        this.node = node;
        this.arithmetic = (NodeArithmetic.Softmax) node.arithmetic();
        this.draft = new Draft(node);
        this.nest = Nest.over(node.shape());
        this.logits = draft.tensor(0);
    }

    static Kernel lower(QuantizedNode node) {
        return new LowerSoftmax(node).kernel();
    }

    private Kernel kernel() {
        String last = nest.variables().getLast();
        int channels = node.shape().size(-1);
        Buffer exp = draft.local("exp", U31, Shape.of(channels));
        List<Stmt> row = new ArrayList<>();

        Buffer greatest = draft.register("greatest", logits.format());
        row.add(Stmt.store(greatest, Expr.of(logits.format().min())));
        row.add(Stmt.loop(
                last, channels, Stmt.store(greatest, Expr.load(greatest).max(Expr.load(logits, nest.places())))));

        row.add(Stmt.loop(last, channels, exponential(greatest, exp, Index.of(last))));

        Buffer sum = draft.register("sum", new IntFormat(false, 32));
        row.add(Stmt.store(sum, Expr.of(0)));
        row.add(Stmt.loop(
                last,
                channels,
                Stmt.store(
                        sum,
                        Expr.load(sum)
                                .plus(shift(Expr.load(exp, Index.of(last)), SUM_INTEGER_BITS, Rounding.HALF_AWAY)))));

        Buffer headroom = draft.register("headroom", new IntFormat(false, 6));
        row.add(Stmt.store(headroom, new Expr.CountLeadingZeros(Expr.load(sum), 32)));
        Buffer reciprocal = draft.register("reciprocal", I32);
        reciprocal(row, sum, headroom, reciprocal);

        IntFormat format = node.element().format();
        Expr right = Expr.of(SUM_INTEGER_BITS + 31 - format.bits()).minus(Expr.load(headroom));
        Expr probability = new Expr.Shift(
                highMultiply(Expr.load(reciprocal), Expr.load(exp, Index.of(last))), right, Rounding.HALF_AWAY);
        row.add(Stmt.loop(
                last,
                channels,
                Stmt.store(
                        draft.output(),
                        probability.plus(format.min()).cast(format, Overflow.SATURATE),
                        nest.places())));
        return draft.kernel(nest.withoutLast().around(row));
    }

    /** exp[c] = e^(x[c] − greatest) in Q0.31, or 0 below the lowest difference. gemmlowp's {@code exp_on_negative_values}. */
    private List<Stmt> exponential(Buffer greatest, Buffer exp, Index c) {
        List<Stmt> body = new ArrayList<>();
        long lowest = arithmetic.lowestDifference();
        int leftShift = 31 - arithmetic.input().shift();
        long quarter = 1L << (FRACTION_BITS - 2);

        Buffer difference =
                draft.register("difference", new IntFormat(true, logits.format().bits() + 1));
        body.add(Stmt.store(difference, Expr.load(logits, nest.places()).minus(Expr.load(greatest))));
        Buffer scaled = draft.register("scaled", I32);
        body.add(Stmt.store(
                scaled,
                highMultiply(
                        Expr.load(difference).max(Expr.of(lowest)).times(Expr.of(1L << leftShift)),
                        Expr.of(arithmetic.input().multiplier()))));
        Expr a = Expr.load(scaled);

        // −¼ ≤ near < 0, and scaled = near − a multiple of ¼
        Buffer near = draft.register("near", new IntFormat(true, FRACTION_BITS - 1));
        body.add(Stmt.store(near, new Expr.Binary(Expr.Operator.AND, a, Expr.of(quarter - 1)).minus(quarter)));
        Buffer x = draft.register("x", I32);
        body.add(Stmt.store(x, Expr.load(near).times(Expr.of(1L << 5)).plus(1L << 28)));
        Buffer x2 = draft.register("x2", I32);
        body.add(Stmt.store(x2, highMultiply(Expr.load(x), Expr.load(x))));
        Buffer x3 = draft.register("x3", I32);
        body.add(Stmt.store(x3, highMultiply(Expr.load(x2), Expr.load(x))));
        Buffer x4 = draft.register("x4", I32);
        body.add(Stmt.store(x4, highMultiply(Expr.load(x2), Expr.load(x2))));
        Expr x4Quarter = shift(Expr.load(x4), 2, Rounding.HALF_AWAY);
        Expr tail = shift(
                highMultiply(x4Quarter.plus(Expr.load(x3)), Expr.of(THIRD)).plus(Expr.load(x2)), 1, Rounding.HALF_AWAY);
        Buffer power = draft.register("power", new IntFormat(true, 33));
        body.add(Stmt.store(
                power,
                highMultiply(Expr.of(EXP_MINUS_EIGHTH), Expr.load(x).plus(tail)).plus(EXP_MINUS_EIGHTH)));

        // one factor exp(−2^k) for each set bit of the rest
        Buffer factor = draft.parameter("factor", U31, EXP_OF_MINUS_POWER);
        Expr bit = new Expr.Binary(
                Expr.Operator.AND,
                new Expr.Shift(
                        Expr.load(near).minus(a),
                        new Expr.Position(Index.of("bit").plus(FRACTION_BITS - 2)),
                        Rounding.FLOOR),
                Expr.of(1));
        Expr times = highMultiply(Expr.load(power), Expr.load(factor, Index.of("bit")));
        body.add(Stmt.loop(
                "bit", EXP_OF_MINUS_POWER.length, Stmt.store(power, new Expr.Select(bit, times, Expr.load(power)))));

        Expr atZero = new Expr.Compare(Expr.Comparison.EQUAL, a, Expr.of(0));
        Expr counts = new Expr.Compare(Expr.Comparison.LESS_OR_EQUAL, Expr.of(lowest), Expr.load(difference));
        Expr value = new Expr.Select(atZero, Expr.of(ONE_Q31), Expr.load(power).clamp(0, ONE_Q31));
        body.add(Stmt.store(exp, new Expr.Select(counts, value, Expr.of(0)), c));
        return body;
    }

    /** 1 ÷ (sum / 2^(32 − headroom)) in Q0.31. gemmlowp's {@code one_over_one_plus_x_for_x_in_0_1}. */
    private void reciprocal(List<Stmt> row, Buffer sum, Buffer headroom, Buffer reciprocal) {
        Buffer half = draft.register("half", new IntFormat(false, 33));
        Expr normalized = new Expr.Shift(Expr.load(sum), Expr.of(0).minus(Expr.load(headroom)), Rounding.FLOOR)
                .clamp(1L << 31, (1L << 32) - 1);
        row.add(Stmt.store(half, shift(normalized.minus(1L << 31).plus(Expr.of(ONE_Q31)), 1, Rounding.HALF_AWAY)));
        // From 1 to 2 in Q2.29, so no addition saturates; saying 32 bits here keeps every product to 64.
        Buffer x = draft.register("newton", I32);
        row.add(Stmt.store(
                x,
                highMultiply(Expr.load(half), Expr.of(MINUS_THIRTY_TWO_SEVENTEENTHS))
                        .plus(FORTY_EIGHT_SEVENTEENTHS)
                        .cast(I32, Overflow.SATURATE)));
        for (int step = 0; step < 3; step++) {
            Expr error = Expr.of(ONE_Q29).minus(highMultiply(Expr.load(half), Expr.load(x)));
            Expr correction =
                    highMultiply(Expr.load(x), error).times(Expr.of(4)).cast(I32, Overflow.SATURATE);
            row.add(Stmt.store(x, Expr.load(x).plus(correction).cast(I32, Overflow.SATURATE)));
        }
        row.add(Stmt.store(reciprocal, Expr.load(x).times(Expr.of(2)).cast(I32, Overflow.SATURATE)));
    }

    /** The doubled high half of a product, rounded half up: SRDHM. */
    private static Expr highMultiply(Expr a, Expr b) {
        return shift(a.times(b), 31, Rounding.HALF_UP).cast(I32, Overflow.SATURATE);
    }

    private static Expr shift(Expr value, long amount, Rounding rounding) {
        return new Expr.Shift(value, Expr.of(amount), rounding);
    }
}
