package dev.intarsia.backend.csource;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.Thresholds;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.range.RangeAnalysis;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Makes expressions of a kernel's expressions. Each is computed in a type that range analysis proves to hold its operands and its value, so
 * that no operation of C overflows.
 *
 * @param ranges encloses each buffer's words
 * @param loops the loops around, outermost first; changes while the kernel is gone through
 * @param place the element of a buffer
 * @param inside the condition for a place to lie inside of its buffer
 * @param index an index expression
 * @param variable the variable of a buffer
 */
public record KernelValues(
        Dialect dialect,
        Map<String, Interval> ranges,
        List<Stmt.Loop> loops,
        BiFunction<Buffer, List<Index>, CExpr> place,
        BiFunction<Buffer, List<Index>, Optional<CExpr>> inside,
        Function<Index, CExpr> index,
        Function<Buffer, String> variable) {

    private static final Interval ANY_32 = Interval.of(IntFormat.I32);
    private static final Interval ANY_64 = Interval.of(IntFormat.I64);
    private static final Interval SIGNS = Interval.of(-1, 1);

    /** An expression with the type that it has. */
    public record Typed(CExpr value, CType type) {

        /** Cast to a type where it has another. */
        public CExpr as(CType wanted) {
            return type.equals(wanted) || value instanceof CExpr.Number ? value : value.cast(wanted);
        }
    }

    /** The expression of a kernel's expression. */
    public Typed of(Expr expr) {
        return switch (expr) {
            case Expr.Constant c -> new Typed(CExpr.of(c.value()), computed(expr));
            case Expr.Load l -> load(l);
            case Expr.LookUp l -> lookUp(l);
            case Expr.Position p -> new Typed(index.apply(p.index()), dialect.computed(ANY_32));
            case Expr.Binary b -> binary(b);
            case Expr.Divide d -> wide("fx_divide_" + d.rounding().text(), expr, d.dividend(), d.divisor());
            case Expr.Compare c ->
                narrowed(new Typed(new CExpr.Conditional(condition(c), CExpr.of(1), CExpr.of(0)), CType.I32), expr);
            case Expr.Select s -> {
                Typed yes = of(s.whenTrue());
                Typed no = of(s.whenFalse());
                CType type = dialect.wider(yes.type(), no.type());
                yield new Typed(
                        new CExpr.Conditional(condition(s.condition()), branch(yes, type), branch(no, type)), type);
            }
            case Expr.Cast c -> cast(c);
            case Expr.Shift s -> shift(s);
            case Expr.CountLeadingZeros c ->
                dialect.exact()
                        ? new Typed(
                                dialect.same(
                                        "fx_leading_zeros",
                                        computed(c),
                                        of(c.value()).value().cast(computed(c.value())),
                                        CExpr.of(c.bits())),
                                computed(c))
                        : new Typed(
                                CExpr.call("fx_leading_zeros", of(c.value()).as(wide()), CExpr.of(c.bits())),
                                dialect.computed(ANY_32));
            case Expr.Rescale r -> rescale(r);
        };
    }

    private Typed lookUp(Expr.LookUp lookUp) {
        CExpr element = CExpr.of(variable.apply(lookUp.table()))
                .at(dialect.place(of(lookUp.position()).value()));
        return word(dialect.exact() ? element.cast(dialect.stored(lookUp.table().format())) : element, lookUp.table());
    }

    private Interval range(Expr expr) {
        return RangeAnalysis.expression(expr, ranges, loops);
    }

    /** With the type that is proved to hold it, where the dialect's operators give types of their own. */
    private Typed narrowed(Typed value, Expr of) {
        if (!dialect.exact()) {
            return new Typed(value.value(), computed(of));
        }
        CType type = computed(of);
        return new Typed(value.value().cast(type), type);
    }

    /** One of two values that a condition chooses from: in some dialects they have to be of one type, numbers as well. */
    private CExpr branch(Typed value, CType type) {
        return dialect.exact() ? value.value().cast(type) : value.as(type);
    }

    private CType computed(Expr expr) {
        return dialect.computed(range(expr));
    }

    private CType wide() {
        return dialect.computed(ANY_64);
    }

    private Typed load(Expr.Load load) {
        Typed word = word(place.apply(load.buffer(), load.at()), load.buffer());
        if (load.outside().isEmpty()) {
            return word;
        }
        return inside.apply(load.buffer(), load.at())
                .map(c -> new Typed(
                        new CExpr.Conditional(
                                c,
                                branch(word, word.type()),
                                branch(new Typed(CExpr.of(load.outside().getAsLong()), CType.I64), word.type())),
                        word.type()))
                .orElse(word);
    }

    /** A word as a value: one that an array keeps unsigned in all its bits is widened, so that no operation is unsigned. */
    private Typed word(CExpr element, Buffer buffer) {
        if (dialect.exact()) {
            Interval all = Interval.of(buffer.format());
            return new Typed(element, dialect.computed(ranges.getOrDefault(buffer.name(), all)));
        }
        CType type = dialect.computed(Interval.of(buffer.format()));
        boolean plain =
                buffer.shape().rank() == 0 || dialect.stored(buffer.format()).equals(type);
        boolean promoted = buffer.format().bits() <= 16 && type.equals(dialect.computed(ANY_32));
        return new Typed(plain || promoted ? element : element.cast(type), type);
    }

    private Typed binary(Expr.Binary b) {
        if (dialect.exact()
                && b.operator() == Expr.Operator.MULTIPLY
                && range(b.right()).clamp(SIGNS).equals(range(b.right()))) {
            // Binary and ternary weights: no multiplier.
            return new Typed(
                    dialect.same("fx_times_sign", computed(b), words(b.left()), words(b.right())), computed(b));
        }
        Typed left = of(b.left());
        Typed right = of(b.right());
        CType type = dialect.wider(dialect.wider(left.type(), right.type()), computed(b));
        CExpr l = dialect.exact() ? left.value() : left.as(type);
        CExpr r = dialect.exact() ? right.value() : right.as(type);
        Typed value = new Typed(
                switch (b.operator()) {
                    case ADD -> l.plus(r);
                    case SUBTRACT -> l.binary(CExpr.Operator.SUBTRACT, r);
                    case MULTIPLY -> l.binary(CExpr.Operator.MULTIPLY, r);
                    case MINIMUM -> dialect.same("fx_min", type, l, r);
                    case MAXIMUM -> dialect.same("fx_max", type, l, r);
                    case AND -> l.binary(CExpr.Operator.AND, r);
                    case OR -> l.binary(CExpr.Operator.OR, r);
                    case XOR -> l.binary(CExpr.Operator.XOR, r);
                },
                type);
        return dialect.exact() ? narrowed(value, b) : value;
    }

    private CExpr condition(Expr expr) {
        if (!(expr instanceof Expr.Compare c)) {
            if (dialect.exact()) {
                return words(expr).binary(CExpr.Operator.NOT_EQUAL, CExpr.of(0));
            }
            return of(expr).value().binary(CExpr.Operator.NOT_EQUAL, CExpr.of(0));
        }
        CExpr.Operator operator = switch (c.comparison()) {
            case EQUAL -> CExpr.Operator.EQUAL;
            case LESS -> CExpr.Operator.LESS;
            case LESS_OR_EQUAL -> CExpr.Operator.LESS_OR_EQUAL;
        };
        Typed left = of(c.left());
        Typed right = of(c.right());
        if (!dialect.exact()) {
            return left.value().binary(operator, right.value());
        }
        CType both = dialect.wider(left.type(), right.type());
        return left.value().cast(both).binary(operator, right.value().cast(both));
    }

    private Typed cast(Expr.Cast cast) {
        Typed value = of(cast.value());
        IntFormat to = cast.to();
        CType type = dialect.computed(Interval.of(to));
        return switch (cast.overflow()) {
            case IMPOSSIBLE -> new Typed(value.as(type), type);
            case WRAP ->
                dialect.exact()
                        ? new Typed(value.value().cast(type), type)
                        : new Typed(
                                CExpr.call(
                                                to.signed() ? "fx_wrap_signed" : "fx_wrap_unsigned",
                                                value.as(wide()),
                                                CExpr.of(to.bits()))
                                        .cast(type),
                                type);
            case SATURATE -> clamped(value, to.min(), to, type);
            case SATURATE_SYMMETRIC -> clamped(value, to.signed() ? -to.max() : to.min(), to, type);
        };
    }

    private Typed clamped(Typed value, long low, IntFormat to, CType type) {
        CType bounds = dialect.exact() ? dialect.wider(value.type(), type) : value.type();
        CExpr clamped = dialect.same("fx_clamp", bounds, value.value(), CExpr.of(low), CExpr.of(to.max()));
        return new Typed(value.type().equals(type) ? clamped : clamped.cast(type), type);
    }

    private Typed shift(Expr.Shift shift) {
        if (shift.amount() instanceof Expr.Constant(long amount)) {
            if (amount <= 0) {
                Typed value = of(shift.value());
                CType type = dialect.wider(value.type(), computed(shift));
                CExpr power = CExpr.of(1L << -amount);
                CExpr product =
                        (dialect.exact() ? value.value() : value.as(type)).binary(CExpr.Operator.MULTIPLY, power);
                return dialect.exact() ? narrowed(new Typed(product, type), shift) : new Typed(product, type);
            }
            Typed value = of(shift.value());
            if (shift.rounding() == Rounding.FLOOR && dialect.exact()) {
                CExpr word = value.value().cast(value.type());
                return narrowed(
                        new Typed(word.binary(CExpr.Operator.SHIFT_RIGHT, CExpr.of(amount)), value.type()), shift);
            }
            if (shift.rounding() == Rounding.FLOOR) {
                return new Typed(value.value().binary(CExpr.Operator.SHIFT_RIGHT, CExpr.of(amount)), value.type());
            }
            return wide("fx_shift_" + shift.rounding().text(), shift, shift.value(), shift.amount());
        }
        return wide("fx_scale_" + shift.rounding().text(), shift, shift.value(), shift.amount());
    }

    /** A call of a function of a 64-bit and a 32-bit value; its result in 32 bits where it is proved to fit. */
    private Typed wide(String function, Expr whole, Expr value, Expr second) {
        CExpr secondValue = of(second).value();
        if (dialect.exact()) {
            Interval all = range(whole);
            CType type = all.isInside(IntFormat.I64) ? dialect.computed(all) : wide();
            Typed of = of(value);
            return new Typed(dialect.same(function, type, of.value().cast(of.type()), words(second)), type);
        }
        CExpr call = CExpr.call(function, of(value).as(wide()), secondValue);
        Interval range = range(whole);
        CType type = range.isInside(IntFormat.I64) ? dialect.computed(range) : wide();
        return new Typed(type.equals(wide()) ? call : call.cast(type), type);
    }

    /** An operand of a function that takes words of any type. */
    private CExpr words(Expr expr) {
        Typed value = of(expr);
        return value.value().cast(value.type());
    }

    private Typed rescale(Expr.Rescale rescale) {
        return switch (rescale.form()) {
            case MultiplyShift m
            when m.doubleRounding() && dialect.exact() -> {
                CType type = computed(rescale);
                yield new Typed(
                        dialect.same(
                                "fx_rescale_twice_" + m.rounding().text(),
                                type,
                                words(rescale.value()),
                                words(rescale.multiplier()),
                                words(rescale.shift())),
                        type);
            }
            case MultiplyShift m
            when m.doubleRounding() -> {
                Typed value = of(rescale.value());
                CType type = dialect.computed(ANY_32);
                CExpr word = value.type().equals(wide())
                        ? CExpr.call("fx_wrap_signed", value.value(), CExpr.of(32))
                                .cast(type)
                        : value.value();
                yield new Typed(
                        CExpr.call(
                                "fx_rescale_twice_" + m.rounding().text(),
                                word,
                                of(rescale.multiplier()).value(),
                                of(rescale.shift()).value()),
                        type);
            }
            case MultiplyShift m -> {
                Expr product = rescale.value().times(rescale.multiplier());
                if (!range(product).isInside(IntFormat.I64)) {
                    throw new UnsupportedKernelException(
                            "a product of " + range(rescale.value()) + " by a multiplier takes more than 64 bits",
                            "choose a narrower accumulator, or a profile with narrower multipliers");
                }
                yield wide("fx_scale_" + m.rounding().text(), rescale, product, rescale.shift());
            }
            case PowerOfTwo p -> wide("fx_scale_" + p.rounding().text(), rescale, rescale.value(), rescale.shift());
            case RealScale r ->
                throw new UnsupportedKernelException(
                        "it requantizes in floating point (" + r.text() + ")",
                        "choose a profile of integers: tflm, single or pow2");
            case Thresholds t -> throw new IllegalStateException("thresholds are compared, not multiplied");
        };
    }
}
