package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * What softmax and its logarithm have in common in fixed point: a row's greatest word, for each word the exponential of its difference to it, and
 * their sum. Registers hold exact values, so none of the source's 32-bit additions is repeated where a proof that it does not overflow would be
 * needed.
 */
final class SoftmaxRow {

    static final int SUM_INTEGER_BITS = 12;

    private static final IntFormat I32 = IntFormat.I32;
    private static final IntFormat U31 = new IntFormat(false, 31);
    private static final long ONE_Q31 = Integer.MAX_VALUE;
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

    private final NodeArithmetic.Softmax arithmetic;
    private final Draft draft;
    private final Nest nest;
    private final int channels;
    private final Buffer logits;
    private final Buffer exp;
    private final Buffer greatest;
    private final Buffer difference;
    private final Buffer scaled;

    SoftmaxRow(QuantizedNode node, Draft draft, Nest nest) {
        this.arithmetic = (NodeArithmetic.Softmax) node.arithmetic();
        this.draft = draft;
        this.nest = nest;
        this.channels = node.shape().size(-1);
        this.logits = draft.tensor(0);
        this.exp = draft.local("exp", U31, Shape.of(channels));
        this.greatest = draft.register("greatest", logits.format());
        this.difference =
                draft.register("difference", new IntFormat(true, logits.format().bits() + 1));
        this.scaled = draft.register("scaled", I32);
    }

    /** A word's exponential in Q0.31. */
    Expr exp() {
        return Expr.load(exp, last());
    }

    /** A word's difference to the greatest, once {@link #scale} is done. */
    Expr difference() {
        return Expr.load(difference);
    }

    /** The same in Q5.26. */
    Expr scaled() {
        return Expr.load(scaled);
    }

    private Index last() {
        return Index.of(nest.variables().getLast());
    }

    /** A loop over the row. */
    Stmt loop(List<Stmt> body) {
        return Stmt.loop(nest.variables().getLast(), channels, body);
    }

    /** The row's exponentials and their sum, in Q12.19. */
    Buffer sum(List<Stmt> row) {
        row.add(Stmt.store(greatest, Expr.of(logits.format().min())));
        row.add(loop(List.of(Stmt.store(greatest, Expr.load(greatest).max(Expr.load(logits, nest.places()))))));
        row.add(loop(exponential()));
        Buffer sum = draft.register("sum", new IntFormat(false, 32));
        row.add(Stmt.store(sum, Expr.of(0)));
        row.add(loop(List.of(
                Stmt.store(sum, Expr.load(sum).plus(shift(exp(), SUM_INTEGER_BITS, Rounding.HALF_AWAY))))));
        return sum;
    }

    /** How far a word lies below the greatest: as it is, and in Q5.26. */
    List<Stmt> scale() {
        int leftShift = 31 - arithmetic.input().shift();
        return List.of(
                Stmt.store(difference, Expr.load(logits, nest.places()).minus(Expr.load(greatest))),
                Stmt.store(
                        scaled,
                        highMultiply(
                                difference()
                                        .max(Expr.of(arithmetic.lowestDifference()))
                                        .times(Expr.of(1L << leftShift)),
                                Expr.of(arithmetic.input().multiplier()))));
    }

    /** exp[c] = e^(x[c] − greatest) in Q0.31, or 0 below the lowest difference. gemmlowp's {@code exp_on_negative_values}. */
    private List<Stmt> exponential() {
        List<Stmt> body = new ArrayList<>(scale());
        long lowest = arithmetic.lowestDifference();
        long quarter = 1L << (FRACTION_BITS - 2);

        Expr a = scaled();

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
        Expr counts = new Expr.Compare(Expr.Comparison.LESS_OR_EQUAL, Expr.of(lowest), difference());
        Expr value = new Expr.Select(atZero, Expr.of(ONE_Q31), Expr.load(power).clamp(0, ONE_Q31));
        body.add(Stmt.store(exp, new Expr.Select(counts, value, Expr.of(0)), last()));
        return body;
    }

    /**
     * 1 ÷ (1 + a) in Q0.31. gemmlowp's {@code one_over_one_plus_x_for_x_in_0_1}.
     *
     * @param a from 0 to 1 in Q0.31
     */
    Buffer reciprocal(List<Stmt> row, Expr a) {
        Buffer reciprocal = draft.register("reciprocal", I32);
        Buffer half = draft.register("half", new IntFormat(false, 33));
        row.add(Stmt.store(half, shift(a.plus(Expr.of(ONE_Q31)), 1, Rounding.HALF_AWAY)));
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
        return reciprocal;
    }

    /** The doubled high half of a product, rounded half up: SRDHM. */
    static Expr highMultiply(Expr a, Expr b) {
        return shift(a.times(b), 31, Rounding.HALF_UP).cast(I32, Overflow.SATURATE);
    }

    static Expr shift(Expr value, long amount, Rounding rounding) {
        return new Expr.Shift(value, Expr.of(amount), rounding);
    }
}
