package dev.intarsia.simulator.replay;

import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Unit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where the cycles of one inference go.
 *
 * @param cycles from the first command to the last result
 * @param macs multiply-accumulates
 * @param utilization {@code macs ÷ (cycles · rows · cols)}, 0 for no cycles
 * @param units for each unit, each of its cycles by cause
 * @param layers one for each layer of the program, in its order
 * @param steps every command in the order of its first step
 * @param stays what lay in the scratchpads when
 * @param traffic of each memory over the whole inference
 */
public record Timeline(
        long cycles,
        long macs,
        double utilization,
        Map<Unit, CauseCycles> units,
        List<LayerTime> layers,
        List<Step> steps,
        List<Stay> stays,
        List<Traffic> traffic) {

    /** @throws IllegalStateException when the causes of a unit do not add up to all cycles, or the layers' cycles do not */
    public Timeline {
        units = Collections.unmodifiableMap(new EnumMap<>(units));
        layers = List.copyOf(layers);
        steps = List.copyOf(steps);
        stays = List.copyOf(stays);
        traffic = List.copyOf(traffic);
        for (Unit unit : Unit.values()) {
            long sum = units.get(unit).total();
            if (sum != cycles) {
                throw new IllegalStateException(unit + " accounts for " + sum + " of " + cycles + " cycles");
            }
        }
        long sum = layers.stream().mapToLong(LayerTime::cycles).sum();
        if (sum != cycles) {
            throw new IllegalStateException("layers account for " + sum + " of " + cycles + " cycles");
        }
    }

    /** Stalled cycles by cause, all units together: everything but {@link Cause#BUSY} and {@link Cause#IDLE}. */
    public Map<Cause, Long> stalls() {
        EnumMap<Cause, Long> stalls = new EnumMap<>(Cause.class);
        for (Cause cause : Cause.values()) {
            if (cause != Cause.BUSY && cause != Cause.IDLE) {
                stalls.put(
                        cause,
                        units.values().stream().mapToLong(u -> u.of(cause)).sum());
            }
        }
        return Collections.unmodifiableMap(stalls);
    }

    /** The most that lay in a scratchpad at once: bytes, or entries of the accumulator memory. */
    public long peak(Scratchpad scratchpad) {
        return occupancy(scratchpad).stream().mapToLong(Level::size).max().orElse(0);
    }

    /** How much lay in a scratchpad from a cycle on. */
    public record Level(long cycle, long size) {}

    /** How much lay in a scratchpad over time: a level for each change, in order. */
    public List<Level> occupancy(Scratchpad scratchpad) {
        return Occupancy.levels(stays, scratchpad);
    }
}
