package dev.intarsia.ir.proof;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyAdd;
import dev.intarsia.ir.range.Interval;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * The addends that meet all demands for one multiplier, exactly: {@code low ≤ addend · 2^dropped + half + offset · 2^raise · multiplier <
 * high}, where the accumulator is negative and elsewhere.
 *
 * @param natural where the accumulator is not negative, or anywhere where its sign does not matter
 * @param negative where it is negative; null where its sign does not matter or all demands are on one side
 * @param greatestNegative the greatest negative place that is demanded something at
 * @param leastNatural the least other one
 */
record Window(
        FindMultiplyAdd.Instructions instructions,
        long multiplier,
        int shift,
        Range natural,
        Range negative,
        long greatestNegative,
        long leastNatural) {

    /** What lies this close to the extreme in floating point is looked at exactly. */
    private static final double NEAR = 1e-6;

    /** {@code base · 2^dropped + low} up to, but not with, {@code base · 2^dropped + high}. */
    record Range(BigInteger base, long low, long high) {}

    static Optional<Window> of(Demands demands, FindMultiplyAdd.Instructions instructions, long multiplier, int shift) {
        Sides natural = new Sides(demands, instructions, multiplier, shift, true, false);
        Sides negative = new Sides(demands, instructions, multiplier, shift, true, true);
        if (!instructions.split() || natural.isEmpty() || negative.isEmpty()) {
            return new Sides(demands, instructions, multiplier, shift, false, false)
                    .range()
                    .map(r -> new Window(instructions, multiplier, shift, r, null, Long.MIN_VALUE, 0));
        }
        Optional<Range> naturalRange = natural.range();
        Optional<Range> negativeRange = negative.range();
        if (naturalRange.isEmpty() || negativeRange.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Window(
                instructions,
                multiplier,
                shift,
                naturalRange.get(),
                negativeRange.get(),
                negative.nearest(true),
                natural.nearest(false)));
    }

    /** Whether no demand changes its side when this is added to the accumulator, and 32 bits hold the offset's part. */
    boolean allows(int offset) {
        boolean small = Math.abs((long) offset) << instructions.raise() < 1L << 28;
        if (negative == null || offset == 0) {
            return small;
        }
        return small && (offset > 0 ? greatestNegative < -offset : leastNatural >= -offset);
    }

    /** The addends with which the demands are met when so much is added to the accumulator: one, or two that never fall. */
    Optional<MultiplyAdd> at(int offset) {
        if (!isMet(natural, offset) || negative != null && !isMet(negative, offset)) {
            return Optional.empty();
        }
        Interval addends = addends(natural, offset);
        BigInteger addend = middle(addends);
        BigInteger other = addend;
        if (negative != null) {
            Interval others = addends(negative, offset);
            other = middle(others).min(addend).max(others.low());
            addend = addend.max(other).min(addends.high());
        }
        BigInteger below = addend.subtract(other);
        return below.signum() >= 0 && isWord(addend) && isWord(below)
                ? Optional.of(form(offset, addend, below))
                : Optional.empty();
    }

    /** The middle of the addends without an offset, where no low bits are lost. */
    BigInteger middle() {
        return middle(addends(natural, 0));
    }

    private static BigInteger middle(Interval interval) {
        BigInteger half = interval.high().subtract(interval.low()).divide(BigInteger.TWO);
        return interval.low().add(half);
    }

    private static boolean isWord(BigInteger value) {
        return IntFormat.I32.contains(value);
    }

    private MultiplyAdd form(int offset, BigInteger addend, BigInteger below) {
        return new MultiplyAdd(
                offset,
                instructions.raise(),
                multiplier,
                instructions.dropped(),
                instructions.rounded(),
                addend.longValueExact(),
                below.longValueExact(),
                shift);
    }

    /** Whether an addend lies in the range. */
    private boolean isMet(Range range, int offset) {
        return least(range.low, offset) < least(range.high, offset);
    }

    /** The addends that lie in the range. */
    private Interval addends(Range range, int offset) {
        return Interval.of(least(range.low, offset), least(range.high, offset) - 1)
                .plus(new Interval(range.base, range.base));
    }

    /** The least number, beside the range's base, that is an addend of at least a bound. */
    private long least(long bound, int offset) {
        int dropped = instructions.dropped();
        long unit = 1L << dropped;
        long half = instructions.rounded() && dropped > 0 ? unit / 2 : 0;
        return Math.ceilDiv(bound - half - offset * (1L << instructions.raise()) * multiplier, unit);
    }

    /** The demands on one side of 0, or all of them. */
    private record Sides(
            Demands demands,
            FindMultiplyAdd.Instructions instructions,
            long multiplier,
            int shift,
            boolean bySign,
            boolean negative) {

        /** Empty when no addend can do. */
        Optional<Range> range() {
            Optional<BigInteger> low = extreme(demands.floors(), demands.floorValues(), 1);
            Optional<BigInteger> high = extreme(demands.ceilings(), demands.ceilingValues(), -1);
            BigInteger step = BigInteger.ONE.shiftLeft(shift + instructions.dropped());
            BigInteger from = low.or(() -> high.map(h -> h.subtract(step))).orElse(BigInteger.ZERO);
            BigInteger to = high.orElse(from.add(step));
            if (from.compareTo(to) >= 0) {
                return Optional.empty();
            }
            BigInteger base = from.shiftRight(instructions.dropped());
            BigInteger start = base.shiftLeft(instructions.dropped());
            return Optional.of(new Range(
                    base,
                    from.subtract(start).longValueExact(),
                    to.subtract(start).min(BigInteger.ONE.shiftLeft(61)).longValueExact()));
        }

        /** The greatest (sign 1) or least (sign −1) of value · 2^(shift + dropped) − x · 2^raise · multiplier; empty for no demand. */
        private Optional<BigInteger> extreme(long[] places, long[] values, int sign) {
            double slope = Math.scalb((double) multiplier, instructions.raise() - instructions.dropped() - shift);
            double greatest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < places.length; i++) {
                if (isHere(places[i])) {
                    greatest = Math.max(greatest, sign * (values[i] - slope * places[i]));
                }
            }
            BigInteger exact = null;
            for (int i = 0; i < places.length; i++) {
                if (isHere(places[i]) && sign * (values[i] - slope * places[i]) >= greatest - NEAR) {
                    BigInteger here = BigInteger.valueOf(values[i])
                            .shiftLeft(shift + instructions.dropped())
                            .subtract(BigInteger.valueOf(places[i])
                                    .shiftLeft(instructions.raise())
                                    .multiply(BigInteger.valueOf(multiplier)));
                    exact = exact == null ? here : sign > 0 ? exact.max(here) : exact.min(here);
                }
            }
            return Optional.ofNullable(exact);
        }

        boolean isEmpty() {
            return Arrays.stream(demands.floors()).noneMatch(this::isHere)
                    && Arrays.stream(demands.ceilings()).noneMatch(this::isHere);
        }

        private boolean isHere(long x) {
            return !bySign || x < 0 == negative;
        }

        /** The greatest place that is demanded something at, or the least; far away for none. */
        long nearest(boolean greatest) {
            long nearest = greatest ? Long.MIN_VALUE / 2 : Long.MAX_VALUE / 2;
            for (long[] places : new long[][] {demands.floors(), demands.ceilings()}) {
                for (long place : places) {
                    if (isHere(place)) {
                        nearest = greatest ? Math.max(nearest, place) : Math.min(nearest, place);
                    }
                }
            }
            return nearest;
        }
    }
}
