package dev.intarsia.simulator.replay;

import dev.intarsia.ir.command.Unit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One layer in time. Layers overlap: the load unit may be a layer ahead.
 *
 * @param node the layer's node
 * @param start when its first command took its tokens
 * @param end when its last command was done
 * @param cycles by how much it moved the end of everything so far; over all layers these add up to the total
 * @param macs multiply-accumulates
 * @param causes for each unit, what it did for this layer, its waiting before the layer's commands included
 * @param traffic of each memory
 */
public record LayerTime(
        String node,
        long start,
        long end,
        long cycles,
        long macs,
        Map<Unit, CauseCycles> causes,
        List<Traffic> traffic) {

    public LayerTime {
        causes = Collections.unmodifiableMap(new EnumMap<>(causes));
        traffic = List.copyOf(traffic);
    }
}
