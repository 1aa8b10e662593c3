package dev.intarsia.simulator.oracle;

import java.util.HashMap;
import java.util.Map;

/**
 * The loop variables that are bound at a place of the kernel.
 *
 * @param frame the value of each variable while the kernel runs
 * @param slots where in the frame each variable is
 * @param greatest the greatest value that each slot can have, or {@link #UNKNOWN}
 */
record Scope(long[] frame, Map<String, Integer> slots, long[] greatest) {

    static final long UNKNOWN = Long.MAX_VALUE;

    Scope {
        slots = Map.copyOf(slots);
    }

    /** A scope without variables, for a kernel with this many loops. */
    static Scope empty(int loops) {
        return new Scope(new long[Math.max(1, loops)], Map.of(), new long[Math.max(1, loops)]);
    }

    Scope with(String variable, int slot, long greatestValue) {
        Map<String, Integer> inner = new HashMap<>(slots);
        inner.put(variable, slot);
        greatest[slot] = greatestValue;
        return new Scope(frame, inner, greatest);
    }

    int slot(String variable) {
        Integer slot = slots.get(variable);
        if (slot == null) {
            throw new KernelFault("the variable " + variable + " is not bound here");
        }
        return slot;
    }
}
