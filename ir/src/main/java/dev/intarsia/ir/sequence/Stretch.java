package dev.intarsia.ir.sequence;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands of layers between which the host does nothing, in the order that suits their loads best.
 *
 * @param layers the commands of each layer, without tokens; a load that overtakes one of an earlier layer belongs to that layer
 * @param cycles an estimate
 */
public record Stretch(List<List<Command>> layers, long cycles, long[] ends, Accelerator target) {

    /** By which part of its own length an overtaking load may hold a waiting one up. */
    private static final double[] PATIENCE = {-1, 0, 0.5, 1};

    /** @param layers the commands of each layer in program order, without tokens */
    public static Stretch of(List<List<Command>> layers, Accelerator target) {
        List<Command> all = layers.stream().flatMap(List::stream).toList();
        Conflicts conflicts = Conflicts.of(all, target);
        OrderLoads.Ordered best = null;
        for (double patience : PATIENCE) {
            OrderLoads.Ordered ordered = OrderLoads.apply(all, conflicts, target, patience);
            if (best == null || ordered.cycles() < best.cycles()) {
                best = ordered;
            }
        }
        return new Stretch(apart(layers, all, best.order()), best.cycles(), new long[0], target);
    }

    /** Gives a list in a new order to layers: those of each unit must not fall back behind a later layer. */
    private static List<List<Command>> apart(List<List<Command>> layers, List<Command> all, List<Integer> order) {
        int[] layerOf = new int[all.size()];
        int position = 0;
        for (int layer = 0; layer < layers.size(); layer++) {
            for (int i = 0; i < layers.get(layer).size(); i++) {
                layerOf[position++] = layer;
            }
        }
        int earliest = Math.max(0, layers.size() - 1);
        List<List<Command>> result = new ArrayList<>();
        layers.forEach(layer -> result.add(new ArrayList<>()));
        for (int command : order.reversed()) {
            int layer = layerOf[command];
            if (all.get(command).unit() == Unit.LOAD) {
                earliest = Math.min(earliest, layer);
                layer = earliest;
            }
            result.get(layer).addFirst(all.get(command));
        }
        return result;
    }

    /** The commands of each layer with tokens. */
    public List<List<Command>> synchronous() {
        List<Command> all = layers.stream().flatMap(List::stream).toList();
        List<Command> synchronous = Synchronize.apply(all, target);
        List<List<Command>> result = new ArrayList<>();
        int position = 0;
        for (List<Command> layer : layers) {
            result.add(synchronous.subList(position, position + layer.size()));
            position += layer.size();
        }
        return result;
    }
}
