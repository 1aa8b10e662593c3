package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.arithmetic.Staircase;
import java.util.Optional;

/**
 * A requantizer as lines of doubles: of a sum s it makes {@code clamp(nearest(s · slope + offset))}, with one offset below {@code split}
 * and another from there on. {@code nearest} rounds to the nearest integer, ties to even, by adding 1.5 · 2^52 and taking it away.
 *
 * <p>A line is only made where it is proved to be a given staircase: multiplying by a slope that is not negative, adding, rounding and
 * clamping each never fall, so on either side of the split it is enough that both ends of every step have the right word. They are
 * computed with the very operations of the lanes, which IEEE 754 defines to the bit.
 *
 * @param slope not negative
 * @param below the offset for sums under {@code split}
 * @param above the offset for others
 * @param split where the two meet
 */
record Line(double slope, double below, double above, double split) {

    /** Adding it leaves no fraction; what it is added to is smaller than 2^51. */
    static final double ROUNDER = 0x1.8p52;

    private static final double LARGEST = 0x1p50;

    /** The word of a sum, one operation after the other as the lanes do it. */
    double at(double sum, double low, double high) {
        double moved = Math.fma(sum, slope, sum < split ? below : above);
        return Math.min(Math.max(moved + ROUNDER - ROUNDER, low), high);
    }

    /**
     * The line of that slope which is a staircase.
     *
     * @param steps of all sums that occur, to words between {@code low} and {@code high}
     * @param split where the rounding may change: where what is rescaled changes its sign
     * @return empty where there is none
     */
    static Optional<Line> of(Staircase steps, double slope, long split, long low, long high) {
        if (!(slope >= 0) || !fits(steps.low(), slope) || !fits(steps.high(), slope)) {
            return Optional.empty();
        }
        long middle = Math.clamp(split, steps.low(), steps.high() + 1);
        double below = middle > steps.low() ? offset(steps.within(steps.low(), middle - 1), slope, low, high) : 0;
        double above = middle <= steps.high() ? offset(steps.within(middle, steps.high()), slope, low, high) : 0;
        Line line = new Line(slope, below, above, middle);
        boolean right = (middle == steps.low() || line.is(steps.within(steps.low(), middle - 1), low, high))
                && (middle > steps.high() || line.is(steps.within(middle, steps.high()), low, high));
        return right ? Optional.of(line) : Optional.empty();
    }

    private static boolean fits(long sum, double slope) {
        return Math.abs((double) sum) < LARGEST && Math.abs(sum * slope) < LARGEST;
    }

    /**
     * In the middle of what all steps allow: at its edge, and at the least sum, a step is reached from half below its word; before the next
     * edge, and at the greatest sum, it stays less than half above. Where the clamp holds the word, nothing is asked.
     */
    private static double offset(Staircase steps, double slope, long low, long high) {
        double least = steps.first() > low ? steps.first() - 0.5 - steps.low() * slope : Double.NEGATIVE_INFINITY;
        double greatest = steps.last() < high ? steps.last() + 0.5 - steps.high() * slope : Double.POSITIVE_INFINITY;
        for (int i = 0; i < steps.edges(); i++) {
            double half = steps.first() + i + 0.5;
            least = Math.max(least, half - steps.edge(i) * slope);
            greatest = Math.min(greatest, half - (steps.edge(i) - 1) * slope);
        }
        if (Double.isInfinite(least)) {
            return Double.isInfinite(greatest) ? steps.first() : greatest - 1;
        }
        return Double.isInfinite(greatest) ? least + 1 : (least + greatest) / 2;
    }

    private boolean is(Staircase steps, long low, long high) {
        if (!holds(steps, steps.low(), low, high) || !holds(steps, steps.high(), low, high)) {
            return false;
        }
        for (int i = 0; i < steps.edges(); i++) {
            if (!holds(steps, steps.edge(i), low, high) || !holds(steps, steps.edge(i) - 1, low, high)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(Staircase steps, long sum, long low, long high) {
        return at(sum, low, high) == steps.at(sum);
    }
}
