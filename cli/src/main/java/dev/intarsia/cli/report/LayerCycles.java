package dev.intarsia.cli.report;

import dev.intarsia.simulator.replay.Cause;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where a layer's cycles go.
 *
 * @param name the node's name
 * @param summary what it computes, for people
 * @param macs multiply-accumulates of one inference
 * @param cycles of one inference; the sum of {@code causes}
 * @param causes what the compute unit spends them on
 * @param idealBound no plan takes fewer cycles than this: operations over the whole array, or compulsory bytes over the port
 * @param tileBound the same with whole tiles of the array
 * @param gap why the plan takes longer than the bound, or empty
 */
public record LayerCycles(
        String name,
        String summary,
        long macs,
        long cycles,
        Map<Cause, Long> causes,
        long idealBound,
        long tileBound,
        String gap) {

    public LayerCycles {
        EnumMap<Cause, Long> copy = new EnumMap<>(Cause.class);
        copy.putAll(causes);
        causes = java.util.Collections.unmodifiableMap(copy);
        long sum = causes.values().stream().mapToLong(Long::longValue).sum();
        if (sum != cycles) {
            throw new IllegalArgumentException(name + ": the causes add up to " + sum + " of " + cycles + " cycles");
        }
    }

    /** How many times the whole-tile bound the plan takes; 1 where there is no bound. */
    public double overBound() {
        return tileBound == 0 ? 1 : (double) cycles / tileBound;
    }
}
