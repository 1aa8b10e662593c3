package dev.intarsia.ir.range;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Thresholds;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Stmt;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * Interval arithmetic on kernel expressions.
 *
 * @param buffers encloses each buffer's words
 * @param loops the loops around the expression, outermost first
 */
record ExprRange(Map<String, Interval> buffers, List<Stmt.Loop> loops) {

    Interval of(Expr expr) {
        return switch (expr) {
            case Expr.Constant c -> Interval.of(c.value());
            case Expr.Load l -> {
                Interval words = buffer(l.buffer().name(), l.buffer().format());
                yield l.outside().isPresent()
                        ? words.join(Interval.of(l.outside().getAsLong()))
                        : words;
            }
            case Expr.LookUp l -> buffer(l.table().name(), l.table().format());
            case Expr.Position p -> IndexValue.bounds(p.index(), loops);
            case Expr.Binary b -> {
                Interval both = binary(b.operator(), of(b.left()), of(b.right()));
                yield isMagnitude(b) ? both.max(Interval.of(0)) : both;
            }
            case Expr.Divide d -> divided(of(d.dividend()), of(d.divisor()).max(Interval.of(1)));
            case Expr.Compare c -> Interval.of(0, 1);
            case Expr.Select s -> of(s.whenTrue()).join(of(s.whenFalse()));
            case Expr.Cast c -> cast(of(c.value()), c.to(), c.overflow());
            case Expr.Shift s -> shifted(of(s.value()), of(s.amount()));
            case Expr.CountLeadingZeros c -> Interval.of(0, c.bits());
            case Expr.Rescale r -> rescaled(r, of(r.value()), of(r.multiplier()), of(r.shift()));
        };
    }

    /** {@code max(e, 0 − e)}: of two numbers that add up to 0 the greater is not negative. */
    private static boolean isMagnitude(Expr.Binary binary) {
        return binary.operator() == Expr.Operator.MAXIMUM
                && binary.right() instanceof Expr.Binary(Expr.Operator minus, Expr.Constant(long zero), Expr negated)
                && minus == Expr.Operator.SUBTRACT
                && zero == 0
                && negated.equals(binary.left());
    }

    /** A buffer that nothing has been stored to yet can have every word. */
    private Interval buffer(String name, IntFormat format) {
        Interval words = buffers.get(name);
        return words == null ? Interval.of(format) : words;
    }

    private static Interval binary(Expr.Operator operator, Interval a, Interval b) {
        return switch (operator) {
            case ADD -> a.plus(b);
            case SUBTRACT -> a.minus(b);
            case MULTIPLY -> a.times(b);
            case MINIMUM -> a.min(b);
            case MAXIMUM -> a.max(b);
            case AND -> and(a, b);
            case OR, XOR -> bitwise(a, b);
        };
    }

    /** A conjunction with something not negative lies between 0 and that. */
    private static Interval and(Interval a, Interval b) {
        boolean aNatural = a.low().signum() >= 0;
        boolean bNatural = b.low().signum() >= 0;
        if (aNatural && bNatural) {
            return new Interval(BigInteger.ZERO, a.high().min(b.high()));
        }
        return aNatural
                ? new Interval(BigInteger.ZERO, a.high())
                : bNatural ? new Interval(BigInteger.ZERO, b.high()) : bitwise(a, b);
    }

    /** Bitwise operations stay inside of the two's complement format of their operands. */
    private static Interval bitwise(Interval a, Interval b) {
        Interval both = a.join(b);
        int bits = Math.max(both.low().bitLength(), both.high().bitLength());
        BigInteger least = both.low().signum() < 0 ? BigInteger.TWO.pow(bits).negate() : BigInteger.ZERO;
        return new Interval(least, BigInteger.TWO.pow(bits).subtract(BigInteger.ONE));
    }

    static Interval cast(Interval value, IntFormat to, Overflow overflow) {
        Interval format = Interval.of(to);
        return switch (overflow) {
            case WRAP -> value.isInside(to) ? value : format;
            case SATURATE, IMPOSSIBLE -> value.clamp(format);
            case SATURATE_SYMMETRIC ->
                value.clamp(to.signed() ? new Interval(format.high().negate(), format.high()) : format);
        };
    }

    /** Rounded in either direction. */
    private static Interval divided(Interval dividend, Interval divisor) {
        BigInteger low = dividend.corners(divisor, ExprRange::down).low();
        return new Interval(low, dividend.corners(divisor, ExprRange::up).high());
    }

    private static Interval shifted(Interval value, Interval amount) {
        Interval inside = amount.clamp(Interval.of(-63, 63));
        BigInteger low = value.corners(inside, (v, a) -> shift(v, a, false)).low();
        return new Interval(
                low, value.corners(inside, (v, a) -> shift(v, a, true)).high());
    }

    private static BigInteger shift(BigInteger value, BigInteger amount, boolean up) {
        int by = amount.intValueExact();
        BigInteger power = BigInteger.TWO.pow(Math.abs(by));
        return by <= 0 ? value.multiply(power) : up ? up(value, power) : down(value, power);
    }

    private static BigInteger down(BigInteger numerator, BigInteger divisor) {
        BigInteger[] parts = numerator.divideAndRemainder(divisor);
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static BigInteger up(BigInteger numerator, BigInteger divisor) {
        return down(numerator.negate(), divisor).negate();
    }

    /** In its domain the form is monotone for a multiplier that is not negative; beyond it, all that is known is its 32 bits. */
    private static Interval rescaledTwice(MultiplyShift form, Interval value, Interval multiplier, Interval shift) {
        boolean known = multiplier.low().equals(multiplier.high())
                && multiplier.low().signum() >= 0
                && shift.low().equals(shift.high())
                && value.isInside(IntFormat.I64);
        if (known) {
            long low = value.low().longValueExact();
            long high = value.high().longValueExact();
            long m = multiplier.low().longValueExact();
            int t = shift.low().intValueExact();
            if (form.inDomain(low, t) && form.inDomain(high, t)) {
                return Interval.of(form.rescale(low, m, t), form.rescale(high, m, t));
            }
        }
        return Interval.of(IntFormat.I32);
    }

    private static Interval rescaled(Expr.Rescale rescale, Interval value, Interval multiplier, Interval shift) {
        return switch (rescale.form()) {
            case MultiplyShift m when m.doubleRounding() -> rescaledTwice(m, value, multiplier, shift);
            case MultiplyShift m -> shifted(value.times(multiplier), shift).clamp(Interval.of(IntFormat.I64));
            case PowerOfTwo p -> shifted(value, shift).clamp(Interval.of(IntFormat.I64));
            case RealScale r -> Interval.of(IntFormat.I64);
            case Thresholds t -> Interval.of(IntFormat.I64);
        };
    }
}
