package dev.intarsia.simulator.layerwise;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Thresholds;
import dev.intarsia.ir.kernel.Expr;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongBinaryOperator;

/**
 * An expression made ready to be evaluated for many inferences at once. Values are 64 bits; what would leave them is refused by an exception,
 * never wrapped.
 */
@FunctionalInterface
interface BatchExpr {

    /**
     * Evaluates.
     *
     * @param out receives one value for each inference
     * @param values of the variables of the loops around
     */
    void into(long[] out, long[] values);

    /** Values of two operands to one, for all inferences: a loop of its own for each operator, so that each is compiled by itself. */
    @FunctionalInterface
    interface Pair {

        /** @param left receives the result */
        void into(long[] left, long[] right);
    }

    static BatchExpr of(Expr expr, List<String> variables, BatchKernel.Run run) {
        return switch (expr) {
            case Expr.Constant(long value) -> (out, values) -> Arrays.fill(out, value);
            case Expr.Load load -> load(load, variables, run);
            case Expr.LookUp lookUp -> lookUp(lookUp, variables, run);
            case Expr.Position position -> {
                BatchPlace place = BatchPlace.of(position.index(), variables);
                yield (out, values) -> Arrays.fill(out, place.at(values));
            }
            case Expr.Binary binary -> pair(operator(binary.operator()), binary.left(), binary.right(), variables, run);
            case Expr.Divide divide ->
                pair(each(divide.rounding()::divide), divide.dividend(), divide.divisor(), variables, run);
            case Expr.Compare compare ->
                pair(comparison(compare.comparison()), compare.left(), compare.right(), variables, run);
            case Expr.Shift shift ->
                pair(
                        each((value, amount) -> amount < 0
                                ? Math.multiplyExact(value, 1L << -amount)
                                : shift.rounding().shiftRight(value, Math.toIntExact(amount))),
                        shift.value(),
                        shift.amount(),
                        variables,
                        run);
            case Expr.Select select -> select(select, variables, run);
            case Expr.Cast cast -> {
                BatchExpr value = of(cast.value(), variables, run);
                yield (out, values) -> {
                    value.into(out, values);
                    for (int s = 0; s < out.length; s++) {
                        out[s] = cast.overflow().narrow(out[s], cast.to());
                    }
                };
            }
            case Expr.CountLeadingZeros count -> {
                BatchExpr value = of(count.value(), variables, run);
                int beyond = IntFormat.I64.bits() - count.bits();
                yield (out, values) -> {
                    value.into(out, values);
                    for (int s = 0; s < out.length; s++) {
                        out[s] = Long.numberOfLeadingZeros(out[s]) - beyond;
                    }
                };
            }
            case Expr.Rescale rescale -> rescale(rescale, variables, run);
        };
    }

    private static Pair each(LongBinaryOperator operator) {
        return (a, b) -> {
            for (int s = 0; s < a.length; s++) {
                a[s] = operator.applyAsLong(a[s], b[s]);
            }
        };
    }

    private static Pair operator(Expr.Operator operator) {
        return switch (operator) {
            case ADD ->
                (a, b) -> {
                    for (int s = 0; s < a.length; s++) {
                        a[s] = Math.addExact(a[s], b[s]);
                    }
                };
            case SUBTRACT ->
                (a, b) -> {
                    for (int s = 0; s < a.length; s++) {
                        a[s] = Math.subtractExact(a[s], b[s]);
                    }
                };
            case MINIMUM ->
                (a, b) -> {
                    for (int s = 0; s < a.length; s++) {
                        a[s] = Math.min(a[s], b[s]);
                    }
                };
            case MAXIMUM ->
                (a, b) -> {
                    for (int s = 0; s < a.length; s++) {
                        a[s] = Math.max(a[s], b[s]);
                    }
                };
            case MULTIPLY -> each(Math::multiplyExact);
            case AND -> each((a, b) -> a & b);
            case OR -> each((a, b) -> a | b);
            case XOR -> each((a, b) -> a ^ b);
        };
    }

    private static Pair comparison(Expr.Comparison comparison) {
        return switch (comparison) {
            case EQUAL -> each((a, b) -> a == b ? 1 : 0);
            case LESS -> each((a, b) -> a < b ? 1 : 0);
            case LESS_OR_EQUAL -> each((a, b) -> a <= b ? 1 : 0);
        };
    }

    private static BatchExpr pair(Pair pair, Expr left, Expr right, List<String> variables, BatchKernel.Run run) {
        BatchExpr one = of(left, variables, run);
        BatchExpr other = of(right, variables, run);
        long[] scratch = new long[run.samples];
        return (out, values) -> {
            one.into(out, values);
            other.into(scratch, values);
            pair.into(out, scratch);
        };
    }

    private static BatchExpr load(Expr.Load load, List<String> variables, BatchKernel.Run run) {
        String name = load.buffer().name();
        BatchPlace place = BatchPlace.of(load.at(), load.buffer().shape(), variables);
        long outside = load.outside().orElse(0);
        long[] parameter = run.parameters.get(name);
        if (parameter != null) {
            return (out, values) -> {
                long at = place.at(values);
                Arrays.fill(out, at == BatchPlace.OUTSIDE ? outside : parameter[(int) at]);
            };
        }
        long[] words = run.buffers.get(name);
        return (out, values) -> {
            long at = place.at(values);
            if (at == BatchPlace.OUTSIDE) {
                Arrays.fill(out, outside);
            } else {
                System.arraycopy(words, (int) at * out.length, out, 0, out.length);
            }
        };
    }

    private static BatchExpr lookUp(Expr.LookUp lookUp, List<String> variables, BatchKernel.Run run) {
        BatchExpr position = of(lookUp.position(), variables, run);
        long[] table = run.parameters.get(lookUp.table().name());
        long[] words = run.buffers.get(lookUp.table().name());
        return (out, values) -> {
            position.into(out, values);
            for (int s = 0; s < out.length; s++) {
                int at = Math.toIntExact(out[s]);
                out[s] = table != null ? table[at] : words[at * out.length + s];
            }
        };
    }

    private static BatchExpr select(Expr.Select select, List<String> variables, BatchKernel.Run run) {
        BatchExpr condition = of(select.condition(), variables, run);
        BatchExpr whenTrue = of(select.whenTrue(), variables, run);
        BatchExpr whenFalse = of(select.whenFalse(), variables, run);
        long[] yes = new long[run.samples];
        long[] no = new long[run.samples];
        return (out, values) -> {
            condition.into(out, values);
            whenTrue.into(yes, values);
            whenFalse.into(no, values);
            for (int s = 0; s < out.length; s++) {
                out[s] = out[s] != 0 ? yes[s] : no[s];
            }
        };
    }

    private static BatchExpr rescale(Expr.Rescale rescale, List<String> variables, BatchKernel.Run run) {
        BatchExpr value = of(rescale.value(), variables, run);
        BatchExpr multiplier = of(rescale.multiplier(), variables, run);
        BatchExpr shift = of(rescale.shift(), variables, run);
        long[] m = new long[run.samples];
        long[] t = new long[run.samples];
        Requantizer form = rescale.form();
        return (out, values) -> {
            value.into(out, values);
            multiplier.into(m, values);
            shift.into(t, values);
            for (int s = 0; s < out.length; s++) {
                out[s] = rescaled(form, out[s], m[s], Math.toIntExact(t[s]));
            }
        };
    }

    private static long rescaled(Requantizer form, long x, long multiplier, int shift) {
        return switch (form) {
            case MultiplyShift m -> m.rescale(x, multiplier, shift);
            case PowerOfTwo p -> p.rescale(x, shift);
            case RealScale r -> r.rescale(x, multiplier, Long.MIN_VALUE, Long.MAX_VALUE);
            case Thresholds t -> throw new IllegalArgumentException("thresholds are compared, not multiplied");
        };
    }
}
