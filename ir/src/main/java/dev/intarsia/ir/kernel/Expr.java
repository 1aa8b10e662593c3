package dev.intarsia.ir.kernel;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import java.util.List;
import java.util.OptionalLong;

/** An integer expression. Its value is an exact integer; only {@link Cast} and a store make it a word of a format. */
public sealed interface Expr {

    record Constant(long value) implements Expr {}

    /**
     * A word of a buffer.
     *
     * @param outside the value of places outside of the buffer; when empty, every place is inside, which the verifier proves
     */
    record Load(Buffer buffer, List<Index> at, OptionalLong outside) implements Expr {
        public Load {
            at = List.copyOf(at);
            if (at.size() != buffer.shape().rank()) {
                throw new IllegalArgumentException(
                        buffer.name() + " has " + buffer.shape().rank() + " axes, indexed by " + at.size());
            }
        }
    }

    /** A word of a one-axis buffer at a place that is computed from values: a table. */
    record LookUp(Buffer table, Expr position) implements Expr {}

    /** The value of an index expression. */
    record Position(Index index) implements Expr {}

    enum Operator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        MINIMUM("min"),
        MAXIMUM("max"),
        AND("&"),
        OR("|"),
        XOR("^");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    record Binary(Operator operator, Expr left, Expr right) implements Expr {}

    /** Quotient with a rounding; the divisor is positive. */
    record Divide(Expr dividend, Expr divisor, Rounding rounding) implements Expr {}

    enum Comparison {
        EQUAL("=="),
        LESS("<"),
        LESS_OR_EQUAL("<=");

        private final String text;

        Comparison(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** 1 where the comparison holds, else 0. */
    record Compare(Comparison comparison, Expr left, Expr right) implements Expr {}

    /** One of two values; the condition is 0 or not. Both are defined, whichever is taken. */
    record Select(Expr condition, Expr whenTrue, Expr whenFalse) implements Expr {}

    /** The word of a format that an overflow rule makes of a value. */
    record Cast(Expr value, IntFormat to, Overflow overflow) implements Expr {}

    /** Division by a power of two with a rounding; a negative amount multiplies. The amount is from −63 to 63. */
    record Shift(Expr value, Expr amount, Rounding rounding) implements Expr {}

    /** How many zeros a word of an unsigned format begins with. */
    record CountLeadingZeros(Expr value, int bits) implements Expr {}

    /** A requantizer applied to a value, with parameters that are words. */
    record Rescale(Requantizer form, Expr value, Expr multiplier, Expr shift) implements Expr {}

    /** As it is printed in a kernel. */
    default String text() {
        return ExprText.of(this);
    }

    static Expr of(long value) {
        return new Constant(value);
    }

    static Expr load(Buffer buffer, Index... at) {
        return new Load(buffer, List.of(at), OptionalLong.empty());
    }

    /** A load that gives a fixed value for places outside of the buffer. */
    static Expr loadOr(long outside, Buffer buffer, Index... at) {
        return new Load(buffer, List.of(at), OptionalLong.of(outside));
    }

    default Expr plus(Expr other) {
        return new Binary(Operator.ADD, this, other);
    }

    default Expr plus(long other) {
        return other == 0 ? this : other < 0 && other != Long.MIN_VALUE ? minus(of(-other)) : plus(of(other));
    }

    default Expr minus(Expr other) {
        return new Binary(Operator.SUBTRACT, this, other);
    }

    default Expr minus(long other) {
        return other == 0 ? this : other < 0 && other != Long.MIN_VALUE ? plus(of(-other)) : minus(of(other));
    }

    default Expr times(Expr other) {
        return new Binary(Operator.MULTIPLY, this, other);
    }

    default Expr min(Expr other) {
        return new Binary(Operator.MINIMUM, this, other);
    }

    default Expr max(Expr other) {
        return new Binary(Operator.MAXIMUM, this, other);
    }

    /** {@code low} where this is less, {@code high} where it is greater. Printed as {@code clamp(…)}. */
    default Expr clamp(long low, long high) {
        return max(of(low)).min(of(high));
    }

    default Expr cast(IntFormat to, Overflow overflow) {
        return new Cast(this, to, overflow);
    }
}
