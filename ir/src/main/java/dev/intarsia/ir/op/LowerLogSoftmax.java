package dev.intarsia.ir.op;

import static dev.intarsia.ir.op.SoftmaxRow.highMultiply;
import static dev.intarsia.ir.op.SoftmaxRow.shift;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Softmax;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.List;

/**
 * Lowers the logarithm of softmax in fixed point, as the reference kernels of TensorFlow Lite 2.18 have it for words of 8 bits: each word's
 * difference to the row's greatest, in Q5.26, less the logarithm of the sum of their exponentials.
 *
 * <p>The logarithm of a sum z is that of the power of two below, a quarter more or less, and what is left, from √½ to 1, by a quotient of
 * polynomials.
 *
 * <p>Source: {@code reference_integer_ops::LogSoftmax} and {@code log_x_for_x_greater_than_or_equal_to_1_impl}, TensorFlow Lite 2.18,
 * tensorflow/lite/kernels/internal.
 */
final class LowerLogSoftmax {

    private static final IntFormat I32 = IntFormat.I32;
    private static final IntFormat U31 = new IntFormat(false, 31);
    private static final IntFormat ZEROS = new IntFormat(false, 6);
    private static final int FRACTION_BITS = 26; // of the result's logarithm, Q5.26

    // Powers of two are Q6.25, everything else Q0.31.
    private static final int POWER_BITS = 25;
    private static final long QUARTER_POWER = 1L << POWER_BITS - 2;
    private static final int INTEGER_BITS_OF_POWER = 6;
    private static final long LOG_2 = 1488522236;
    private static final long ROOT_OF_HALF = 1518500250;
    private static final long FOURTH_ROOT_OF_HALF = 1805811301;
    private static final long ALPHA_N = 117049297; // 11/240 · 2^¼
    private static final long ALPHA_D = 127690142; // 1/20 · 2^¼
    private static final long ALPHA_I = 1057819769; // 2 · 2^−¼ − 2^¼
    private static final long ALPHA_F = 638450708; // 1/4 · 2^¼

    private final Draft draft;
    private final SoftmaxRow words;
    private final List<Stmt> row = new ArrayList<>();

    private LowerLogSoftmax(Draft draft, SoftmaxRow words) {
        this.draft = draft;
        this.words = words;
    }

    static Kernel lower(QuantizedNode node) {
        Draft draft = new Draft(node);
        Nest nest = Nest.over(node.shape());
        return new LowerLogSoftmax(draft, new SoftmaxRow(node, draft, nest)).kernel(node, nest);
    }

    private Kernel kernel(QuantizedNode node, Nest nest) {
        NodeArithmetic.Softmax arithmetic = (NodeArithmetic.Softmax) node.arithmetic();
        Expr logarithm = logarithm(words.sum(row));
        Buffer log = stored("log", I32, logarithm);

        // Differences that leave Q5.26 once the logarithm is taken off give the least word. The source's sum wraps
        // where the logarithm of a single word comes out below 0.
        ScaleParameters reverse = Softmax.FixedPointParameters.reverse(arithmetic.input());
        Expr reach = new Expr.Rescale(
                MultiplyShift.TFLM,
                Expr.load(log).plus(I32.min()).cast(I32, Overflow.WRAP),
                Expr.of(reverse.multiplier()),
                Expr.of(reverse.shift()));
        Buffer below = stored("below", I32, reach.max(Expr.of(arithmetic.lowestDifference() - 1)));

        IntFormat format = node.element().format();
        Expr word = shift(
                        words.scaled().minus(Expr.load(log)),
                        FRACTION_BITS - (format.bits() - LogSoftmax.INTEGER_BITS),
                        Rounding.HALF_AWAY)
                .plus(format.max())
                .clamp(format.min(), format.max());
        List<Stmt> body = new ArrayList<>(words.scale());
        body.add(Stmt.store(
                draft.output(),
                new Expr.Select(
                        new Expr.Compare(Expr.Comparison.LESS, Expr.load(below), words.difference()),
                        word,
                        Expr.of(format.min())),
                nest.places()));
        row.add(words.loop(body));
        return draft.kernel(nest.withoutLast().around(row));
    }

    /** The natural logarithm of a sum in Q12.19, at least 1, in Q5.26. */
    private Expr logarithm(Buffer sum) {
        Buffer zeros = stored("zeros", ZEROS, new Expr.CountLeadingZeros(Expr.load(sum), 32));
        Buffer lower = stored(
                "lower",
                U31,
                highMultiply(Expr.load(sum), Expr.of(ROOT_OF_HALF)).clamp(0, U31.max()));
        Buffer lowerZeros = stored("lower_zeros", ZEROS, new Expr.CountLeadingZeros(Expr.load(lower), 32));
        Expr fromUpper =
                highMultiply(normalized(sum, zeros), Expr.of(ROOT_OF_HALF)).times(Expr.of(2));
        Buffer rest =
                stored("rest", U31, fromUpper.min(normalized(sum, lowerZeros)).clamp(0, U31.max()));
        Buffer power = stored(
                "power_of_two",
                I32,
                power(zeros, 0).plus(QUARTER_POWER).max(power(lowerZeros, 1).minus(QUARTER_POWER)));

        Buffer p = stored("p", U31, shift(Expr.load(rest).plus(FOURTH_ROOT_OF_HALF), 1, Rounding.HALF_UP));
        Buffer q = stored(
                "q",
                I32,
                Expr.load(rest).minus(FOURTH_ROOT_OF_HALF).times(Expr.of(2)).cast(I32, Overflow.SATURATE));
        Buffer square = stored("square", I32, highMultiply(Expr.load(q), Expr.load(q)));
        Buffer numerator = stored(
                "numerator",
                I32,
                highMultiply(Expr.load(q), Expr.load(rest))
                        .plus(highMultiply(highMultiply(Expr.load(q), Expr.load(square)), Expr.of(ALPHA_N)))
                        .cast(I32, Overflow.SATURATE));
        Expr factor = Expr.load(q)
                .plus(ALPHA_I)
                .plus(highMultiply(Expr.of(ALPHA_D), Expr.load(square)))
                .cast(I32, Overflow.SATURATE);
        Buffer denominator = stored(
                "denominator",
                U31,
                highMultiply(Expr.load(p), factor)
                        .plus(highMultiply(Expr.of(ALPHA_F), Expr.load(q)))
                        .clamp(0, U31.max()));
        Buffer reciprocal = words.reciprocal(row, Expr.load(denominator));
        return highMultiply(Expr.load(power), Expr.of(LOG_2))
                .plus(highMultiply(
                        shift(Expr.load(numerator), INTEGER_BITS_OF_POWER, Rounding.HALF_AWAY), Expr.load(reciprocal)))
                .times(Expr.of(2))
                .cast(I32, Overflow.SATURATE);
    }

    /** The sum with so many zeros, less one, before it taken away. */
    private static Expr normalized(Buffer sum, Buffer zeros) {
        return new Expr.Shift(Expr.load(sum), Expr.of(1).minus(Expr.load(zeros)), Rounding.FLOOR).clamp(0, U31.max());
    }

    /** The whole power of two of a word with so many zeros before it. */
    private static Expr power(Buffer zeros, int more) {
        return Expr.of(SoftmaxRow.SUM_INTEGER_BITS + more)
                .minus(Expr.load(zeros))
                .times(Expr.of(1L << POWER_BITS));
    }

    private Buffer stored(String name, IntFormat format, Expr value) {
        Buffer register = draft.register(name, format);
        row.add(Stmt.store(register, value));
        return register;
    }
}
