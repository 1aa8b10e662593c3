package dev.intarsia.simulator.replay;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Cycles of one unit by cause.
 *
 * @param cycles an entry for every cause
 */
public record CauseCycles(Map<Cause, Long> cycles) {

    public CauseCycles {
        EnumMap<Cause, Long> all = new EnumMap<>(Cause.class);
        for (Cause cause : Cause.values()) {
            all.put(cause, cycles.getOrDefault(cause, 0L));
        }
        cycles = Collections.unmodifiableMap(all);
    }

    public long of(Cause cause) {
        return cycles.get(cause);
    }

    public long total() {
        return cycles.values().stream().mapToLong(Long::longValue).sum();
    }
}
