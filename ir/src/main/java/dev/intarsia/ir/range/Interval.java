package dev.intarsia.ir.range;

import dev.intarsia.ir.arithmetic.IntFormat;
import java.math.BigInteger;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * All integers from {@code low} to {@code high}.
 *
 * @param low at most {@code high}
 */
public record Interval(BigInteger low, BigInteger high) {

    public Interval {
        if (low.compareTo(high) > 0) {
            throw new IllegalArgumentException("empty interval: " + low + " … " + high);
        }
    }

    public static Interval of(long low, long high) {
        return new Interval(BigInteger.valueOf(low), BigInteger.valueOf(high));
    }

    public static Interval of(long only) {
        return of(only, only);
    }

    /** All words of a format. */
    public static Interval of(IntFormat format) {
        return new Interval(format.minValue(), format.maxValue());
    }

    public boolean isInside(IntFormat format) {
        return format.contains(low) && format.contains(high);
    }

    /** Whether no value of another interval is outside of this one. */
    public boolean encloses(Interval other) {
        return contains(other.low) && contains(other.high);
    }

    public boolean contains(BigInteger value) {
        return low.compareTo(value) <= 0 && value.compareTo(high) <= 0;
    }

    /** The least interval that holds both. */
    public Interval join(Interval other) {
        return new Interval(low.min(other.low), high.max(other.high));
    }

    /** What lies in this interval, brought into bounds. */
    public Interval clamp(Interval bounds) {
        return new Interval(
                low.max(bounds.low).min(bounds.high), high.max(bounds.low).min(bounds.high));
    }

    public Interval plus(Interval other) {
        return new Interval(low.add(other.low), high.add(other.high));
    }

    public Interval minus(Interval other) {
        return new Interval(low.subtract(other.high), high.subtract(other.low));
    }

    public Interval times(Interval other) {
        return corners(other, BigInteger::multiply);
    }

    public Interval min(Interval other) {
        return new Interval(low.min(other.low), high.min(other.high));
    }

    public Interval max(Interval other) {
        return new Interval(low.max(other.low), high.max(other.high));
    }

    /** What an operation that is monotone in either operand makes of two intervals. */
    Interval corners(Interval other, BinaryOperator<BigInteger> operation) {
        List<BigInteger> corners = List.of(
                operation.apply(low, other.low),
                operation.apply(low, other.high),
                operation.apply(high, other.low),
                operation.apply(high, other.high));
        return new Interval(
                corners.stream().reduce(BigInteger::min).orElseThrow(),
                corners.stream().reduce(BigInteger::max).orElseThrow());
    }

    /** The narrowest format for all of it: unsigned where none is negative. */
    public IntFormat format() {
        return IntFormat.holding(low, high);
    }

    @Override
    public String toString() {
        return low + " … " + high;
    }
}
