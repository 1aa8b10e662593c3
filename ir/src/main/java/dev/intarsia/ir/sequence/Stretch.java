package dev.intarsia.ir.sequence;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.sequence.OrderLoads.Policy;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The commands of layers between which the host does nothing, in the order that suits their loads best. */
public final class Stretch {

    /** What is tried for a program. */
    private static final List<Policy> POLICIES =
            List.of(Policy.NONE, new Policy(4, 0.5), new Policy(24, 0), new Policy(24, 0.5));

    /** What is tried for an estimate. */
    private static final List<Policy> ESTIMATED = List.of(Policy.NONE, new Policy(4, 0.5));

    private Stretch() {}

    /**
     * An estimate of the cycles from the first command's beginning to the last one's end.
     *
     * @param layers the commands of each layer in program order, without tokens
     */
    public static long cycles(List<List<Command>> layers, Accelerator target) {
        List<Command> all = layers.stream().flatMap(List::stream).toList();
        return best(all, ESTIMATED, target).cycles();
    }

    private static OrderLoads.Ordered best(List<Command> all, List<Policy> policies, Accelerator target) {
        Conflicts conflicts = Conflicts.of(all, target);
        return policies.stream()
                .map(policy -> OrderLoads.apply(all, conflicts, target, policy))
                .min(Comparator.comparingLong(OrderLoads.Ordered::cycles))
                .orElseThrow();
    }

    /**
     * The commands of each layer with tokens. A load that overtakes one of an earlier layer belongs to that layer.
     *
     * @param layers the commands of each layer in program order, without tokens
     */
    static List<List<Command>> synchronize(List<List<Command>> layers, Accelerator target) {
        List<Command> all = layers.stream().flatMap(List::stream).toList();
        List<List<Command>> apart =
                apart(layers, all, best(all, POLICIES, target).order());
        List<Command> synchronous =
                Synchronize.apply(apart.stream().flatMap(List::stream).toList(), target);
        List<List<Command>> result = new ArrayList<>();
        int position = 0;
        for (List<Command> layer : apart) {
            result.add(synchronous.subList(position, position + layer.size()));
            position += layer.size();
        }
        return result;
    }

    /** Gives a list in a new order to layers: in each queue, all of a layer comes before all of the next. */
    private static List<List<Command>> apart(List<List<Command>> layers, List<Command> all, List<Integer> order) {
        int[] layerOf = new int[all.size()];
        int position = 0;
        List<List<Command>> result = new ArrayList<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            result.add(new ArrayList<>());
            for (int i = 0; i < layers.get(layer).size(); i++) {
                layerOf[position++] = layer;
            }
        }
        int earliest = layers.size();
        for (int command : order.reversed()) {
            int layer = layerOf[command];
            if (all.get(command).unit() == Unit.LOAD) {
                earliest = Math.min(earliest, layer);
                layer = earliest;
            }
            result.get(layer).add(all.get(command));
        }
        return result.stream().map(List::reversed).toList();
    }
}
