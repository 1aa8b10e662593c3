package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Thresholds;
import dev.intarsia.ir.graph.Rescaling;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * A requantizer of one channel that multiplies by a scale and rounds.
 *
 * @param function the exact function
 * @param domain where it is defined; an interval around 0
 * @param slope the scale, which is a double
 */
record IntegerRescale(LongUnaryOperator function, LongPredicate domain, double slope) {

    /** @return empty for one that is of another kind, or whose scale is negative or greater than a multiplier */
    static Optional<IntegerRescale> of(Rescaling rescaling, int channel) {
        ScaleParameters scale = rescaling.at(channel);
        return switch (rescaling.form()) {
            case MultiplyShift form ->
                scale.multiplier() < 0 || scale.shift() < 0
                        ? Optional.empty()
                        : Optional.of(new IntegerRescale(
                                x -> form.rescale(x, scale.multiplier(), scale.shift()),
                                x -> form.inDomain(x, scale.shift()),
                                Math.scalb((double) scale.multiplier(), -scale.shift())));
            case PowerOfTwo form ->
                scale.shift() < 0
                        ? Optional.empty()
                        : Optional.of(new IntegerRescale(
                                x -> form.rescale(x, scale.shift()), x -> true, Math.scalb(1.0, -scale.shift())));
            case RealScale form -> Optional.empty();
            case Thresholds form -> Optional.empty();
        };
    }

    long at(long x) {
        return function.applyAsLong(x);
    }

    /** Whether it is defined from one number to another. */
    boolean isDefined(long low, long high) {
        return domain.test(low) && domain.test(high);
    }
}
