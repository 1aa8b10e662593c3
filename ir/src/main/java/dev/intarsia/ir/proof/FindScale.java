package dev.intarsia.ir.proof;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.arithmetic.Thresholds;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds multiplier and shift with which an integer requantizer is a given staircase.
 *
 * <p>For a fixed shift, each side of each step is one linear inequality in the multiplier, so the multipliers that do are an interval,
 * and it is found exactly: where it is empty, there is none. A number added to the accumulator first, which is folded into the bias, helps
 * where roundings differ in kind; of those only a few are tried.
 */
public final class FindScale {

    private static final int MOST_SHIFT = 62;
    private static final int SHIFTS = 4;
    private static final int NEAR_OFFSETS = 4;
    private static final double TOLERANCE = 1e-9;

    /**
     * @param steps what has to come out
     * @param demands the same as inequalities on the words
     * @param zero the output's zero point
     * @param lowest the least word of the clamp
     * @param highest the greatest word of the clamp
     */
    private record Task(Staircase steps, Demands demands, long zero, long lowest, long highest) {}

    private FindScale() {}

    /**
     * Parameters for a form, and what to add to the bias, so that {@code clamp(rescale(x + offset) + zero, lowest, highest)} is the
     * staircase.
     *
     * @param mayMoveBias whether an offset other than 0 is allowed
     * @return checked; empty when there is none, or the form is not one of integers
     */
    public static Optional<Requantization.Scaled> find(
            Staircase steps, Requantizer form, long zero, long lowest, long highest, boolean mayMoveBias) {
        return Demands.of(steps, lowest, highest)
                .map(demands -> new Task(steps, demands, zero, lowest, highest))
                .flatMap(task -> switch (form) {
                    case MultiplyShift shift -> find(task, shift, mayMoveBias);
                    case PowerOfTwo power -> find(task, power, mayMoveBias);
                    case RealScale real -> Optional.empty();
                    case Thresholds thresholds -> Optional.empty();
                });
    }

    private static Optional<Requantization.Scaled> find(Task task, MultiplyShift form, boolean mayMoveBias) {
        for (long offset : offsets(task, mayMoveBias)) {
            if (!form.doubleRounding() && !mayExist(task, form.rounding(), offset)) {
                continue;
            }
            for (int shift : shifts(task, form)) {
                Optional<BigInteger> multiplier = multiplier(task, form, offset, shift);
                if (multiplier.isPresent()) {
                    ScaleParameters parameters =
                            new ScaleParameters(multiplier.get().longValueExact(), shift);
                    Optional<Requantization.Scaled> found = checked(task, form, parameters, offset);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Whether some slope meets the demands within this relative tolerance: a quick look in floating point, before the exact one. */
    private static boolean mayExist(Task task, Rounding rounding, long offset) {
        double low = 0;
        double high = Double.MAX_VALUE;
        Demands d = task.demands;
        for (int i = 0; i < d.floors().length; i++) {
            double product = bound(rounding, d.floorValues()[i] - task.zero);
            double x = d.floors()[i] + offset;
            low = x > 0 ? Math.max(low, product / x) : low;
            high = x < 0 ? Math.min(high, product / x) : high;
        }
        for (int i = 0; i < d.ceilings().length; i++) {
            double product = bound(rounding, d.ceilingValues()[i] - task.zero);
            double x = d.ceilings()[i] + offset;
            high = x > 0 ? Math.min(high, product / x) : high;
            low = x < 0 ? Math.max(low, product / x) : low;
        }
        return low <= high * (1 + TOLERANCE);
    }

    /** Where a rounding reaches a value, but for the side on which a tie lies. */
    private static double bound(Rounding rounding, long value) {
        return switch (rounding) {
            case FLOOR -> value;
            case TOWARD_ZERO -> value > 0 ? value : value - 1;
            case HALF_UP, HALF_DOWN, HALF_AWAY, HALF_TOWARD_ZERO, HALF_EVEN -> value - 0.5;
        };
    }

    /**
     * The shifts with which a multiplier of all its bits has the slope of the steps, the greatest first; where there are few steps, all.
     * Fewer bits need not be tried: doubling a multiplier and its divisor changes nothing in single rounding.
     */
    private static List<Integer> shifts(Task task, MultiplyShift form) {
        int to = form.doubleRounding() ? 1 : 0;
        int from = MOST_SHIFT;
        int edges = task.steps.edges();
        if (edges > 3) {
            double run = task.steps.edge(edges - 1) - task.steps.edge(0) + 1;
            if (run > edges) {
                // The true slope is more than half and less than twice of this one.
                double slope = (edges - 1) / run;
                from = Math.min(from, form.multiplierBits() - Math.getExponent(slope));
                to = Math.max(to, from - SHIFTS);
            }
        }
        return IntStream.iterate(from, shift -> shift - 1)
                .limit(Math.max(0, from - to + 1))
                .boxed()
                .toList();
    }

    private static Optional<Requantization.Scaled> find(Task task, PowerOfTwo form, boolean mayMoveBias) {
        MultiplyShift same = new MultiplyShift(2, false, form.rounding());
        for (long offset : offsets(task, mayMoveBias)) {
            for (int shift = MOST_SHIFT; shift >= 0; shift--) {
                Optional<BigInteger> one = multiplier(task, same, offset, shift).filter(BigInteger.ONE::equals);
                if (one.isPresent()) {
                    return checked(task, form, new ScaleParameters(1, shift), offset);
                }
            }
        }
        return Optional.empty();
    }

    /** The words are evaluated before they are given out; what leaves a form's domain is not. */
    private static Optional<Requantization.Scaled> checked(
            Task task, Requantizer form, ScaleParameters parameters, long offset) {
        Requantization.Scaled found =
                new Requantization.Scaled(form, parameters, offset, task.zero, task.lowest, task.highest);
        return CheckCertificate.complaint(found, task.steps).isEmpty() ? Optional.of(found) : Optional.empty();
    }

    /** The middle of the multipliers that meet all demands, from 0 to the form's greatest. */
    private static Optional<BigInteger> multiplier(Task task, MultiplyShift form, long offset, int shift) {
        BigInteger low = BigInteger.ZERO;
        BigInteger high = form.multiplierFormat().maxValue();
        Demands d = task.demands;
        for (int i = 0; i < d.floors().length; i++) {
            BigInteger product = form.leastProduct(d.floorValues()[i] - task.zero, shift);
            BigInteger x = BigInteger.valueOf(d.floors()[i]).add(BigInteger.valueOf(offset));
            if (x.signum() > 0) {
                low = low.max(quotientUp(product, x));
            } else if (x.signum() < 0) {
                high = high.min(quotientDown(product, x));
            } else if (product.signum() > 0) {
                return Optional.empty();
            }
            if (low.compareTo(high) > 0) {
                return Optional.empty();
            }
        }
        for (int i = 0; i < d.ceilings().length; i++) {
            BigInteger product =
                    form.leastProduct(d.ceilingValues()[i] - task.zero, shift).subtract(BigInteger.ONE);
            BigInteger x = BigInteger.valueOf(d.ceilings()[i]).add(BigInteger.valueOf(offset));
            if (x.signum() > 0) {
                high = high.min(quotientDown(product, x));
            } else if (x.signum() < 0) {
                low = low.max(quotientUp(product, x));
            } else if (product.signum() < 0) {
                return Optional.empty();
            }
            if (low.compareTo(high) > 0) {
                return Optional.empty();
            }
        }
        return Optional.of(Rounding.HALF_DOWN.divide(low.add(high).longValueExact(), 2))
                .map(BigInteger::valueOf);
    }

    private static BigInteger quotientDown(BigInteger numerator, BigInteger divisor) {
        BigInteger[] parts = numerator.divideAndRemainder(divisor);
        return parts[1].signum() * divisor.signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static BigInteger quotientUp(BigInteger numerator, BigInteger divisor) {
        return quotientDown(numerator.negate(), divisor).negate();
    }

    /** 0; then the numbers next to it, and next to half a step, which turns one rounding into another; then what moves the steps themselves. */
    private static List<Long> offsets(Task task, boolean mayMoveBias) {
        List<Long> offsets = new ArrayList<>(List.of(0L));
        if (mayMoveBias) {
            Staircase steps = task.steps;
            long halfStep = steps.edges() < 2
                    ? 0
                    : (steps.edge(steps.edges() - 1) - steps.edge(0)) / (2L * (steps.edges() - 1));
            for (long near = 0; near <= NEAR_OFFSETS; near++) {
                for (long offset :
                        new long[] {near, -near, halfStep + near, halfStep - near, -halfStep + near, -halfStep - near
                        }) {
                    if (!offsets.contains(offset)) {
                        offsets.add(offset);
                    }
                }
            }
            for (long offset : moved(task)) {
                if (!offsets.contains(offset)) {
                    offsets.add(offset);
                }
            }
        }
        return offsets;
    }

    /** The numbers next to the one that moves the line through the steps to 0; where there are none, those that move all sums to one side. */
    private static List<Long> moved(Task task) {
        Staircase steps = task.steps;
        if (steps.edges() == 0) {
            return List.of(1 - steps.low(), -1 - steps.high());
        }
        long first = steps.edge(0);
        double run = steps.edges() < 2 ? 1 : (steps.edge(steps.edges() - 1) - first) / (steps.edges() - 1.0);
        long offset = (long) Math.rint((steps.first() + 0.5 - task.zero) * run) - first;
        List<Long> moved = new ArrayList<>();
        for (long near = 0; near <= NEAR_OFFSETS; near++) {
            moved.add(offset + near);
            moved.add(offset - near);
        }
        moved.add(1 - first);
        return moved;
    }
}
