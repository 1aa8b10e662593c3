package dev.intarsia.ir.proof;

import dev.intarsia.ir.arithmetic.Staircase;
import java.util.Optional;

/**
 * What a function that never falls has to keep to so that, once saturated, it is a given staircase: it is at least {@code floorValues[i]}
 * at {@code floors[i]}, and less than {@code ceilingValues[i]} at {@code ceilings[i]}.
 */
record Demands(long[] floors, long[] floorValues, long[] ceilings, long[] ceilingValues) {

    /**
     * The demands of a staircase; what the saturation takes care of is not among them.
     *
     * @param lowest the least word of the saturation
     * @param highest the greatest word of the saturation
     * @return empty when the staircase leaves the saturation
     */
    static Optional<Demands> of(Staircase meaning, long lowest, long highest) {
        if (meaning.first() < lowest || meaning.last() > highest) {
            return Optional.empty();
        }
        int edges = meaning.edges();
        int floorEnd = meaning.first() > lowest ? 1 : 0;
        int ceilingEnd = meaning.last() < highest ? 1 : 0;
        long[] floors = new long[edges + floorEnd];
        long[] floorValues = new long[edges + floorEnd];
        long[] ceilings = new long[edges + ceilingEnd];
        long[] ceilingValues = new long[edges + ceilingEnd];
        for (int i = 0; i < edges; i++) {
            floors[i] = meaning.edge(i);
            ceilings[i] = meaning.edge(i) - 1;
            floorValues[i] = ceilingValues[i] = meaning.first() + i + 1;
        }
        if (floorEnd == 1) {
            floors[edges] = meaning.low();
            floorValues[edges] = meaning.first();
        }
        if (ceilingEnd == 1) {
            ceilings[edges] = meaning.high();
            ceilingValues[edges] = meaning.last() + 1;
        }
        return Optional.of(new Demands(floors, floorValues, ceilings, ceilingValues));
    }

    /**
     * By how much a line of this slope clears all demands at the best height, in units of the output: positive if it meets them. Concave in
     * the slope. In floating point: good to choose by, not to prove with.
     *
     * @param split whether the line may have another height where x is negative
     */
    double margin(double slope, boolean split) {
        return split ? Math.min(margin(slope, true, true), margin(slope, true, false)) : margin(slope, false, false);
    }

    private double margin(double slope, boolean bySign, boolean negative) {
        double least = Double.NEGATIVE_INFINITY;
        double most = Double.POSITIVE_INFINITY;
        for (int i = 0; i < floors.length; i++) {
            if (!bySign || floors[i] < 0 == negative) {
                least = Math.max(least, floorValues[i] - slope * floors[i]);
            }
        }
        for (int i = 0; i < ceilings.length; i++) {
            if (!bySign || ceilings[i] < 0 == negative) {
                most = Math.min(most, ceilingValues[i] - slope * ceilings[i]);
            }
        }
        return most - least;
    }

    /** The slope from 0 to {@code steepest} with the greatest margin. */
    double bestSlope(double steepest, boolean split) {
        double low = 0;
        double high = steepest;
        for (int i = 0; i < 100; i++) {
            double left = low + (high - low) / 3;
            double right = high - (high - low) / 3;
            if (margin(left, split) < margin(right, split)) {
                low = left;
            } else {
                high = right;
            }
        }
        return (low + high) / 2;
    }
}
