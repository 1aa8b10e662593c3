package dev.intarsia.ir.sequence;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.plan.CommandCost;
import dev.intarsia.ir.plan.CostModel;
import dev.intarsia.ir.sequence.OrderLoads.Policy;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        return cycles(layers, target, Long.MAX_VALUE);
    }

    /** The same, given up, with the largest number there is, once it is sure to be more than a limit. */
    public static long cycles(List<List<Command>> layers, Accelerator target, long limit) {
        List<Command> all = layers.stream().flatMap(List::stream).toList();
        return best(all, ESTIMATED, target, limit)
                .map(OrderLoads.Ordered::cycles)
                .orElse(Long.MAX_VALUE);
    }

    private static Optional<OrderLoads.Ordered> best(
            List<Command> all, List<Policy> policies, Accelerator target, long limit) {
        Conflicts conflicts = Conflicts.of(all, target);
        CommandCost[] costs = all.stream().map(c -> CostModel.cost(c, target)).toArray(CommandCost[]::new);
        Optional<OrderLoads.Ordered> best = Optional.empty();
        for (Policy policy : policies) {
            long least = best.map(b -> b.cycles() - 1).orElse(limit);
            Optional<OrderLoads.Ordered> found = OrderLoads.apply(all, costs, conflicts, policy, least);
            best = found.isPresent() ? found : best;
        }
        return best;
    }

    /**
     * The commands of each layer with tokens. A load that overtakes one of an earlier layer belongs to that layer.
     *
     * @param layers the commands of each layer in program order, without tokens
     */
    static List<List<Command>> synchronize(List<List<Command>> layers, Accelerator target) {
        List<Command> all = layers.stream().flatMap(List::stream).toList();
        List<List<Command>> apart = apart(
                layers,
                all,
                best(all, POLICIES, target, Long.MAX_VALUE).orElseThrow().order());
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
