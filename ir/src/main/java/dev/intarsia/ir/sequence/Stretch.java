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
    private static final List<Policy> POLICIES = List.of(
            new Policy(4, 0.5, false),
            new Policy(24, 0.5, false),
            new Policy(0, 0, true),
            new Policy(4, 0.5, true),
            new Policy(24, 0, true),
            new Policy(24, 0.5, true),
            new Policy(12, 1, true));

    /** What is tried for an estimate. */
    private static final List<Policy> ESTIMATED = List.of(new Policy(0, 0, true), new Policy(4, 0.5, true));

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
        return best(all, Conflicts.of(all, target), ESTIMATED, target, limit)
                .map(OrderLoads.Ordered::cycles)
                .orElse(Long.MAX_VALUE);
    }

    private static Optional<OrderLoads.Ordered> best(
            List<Command> all, Conflicts conflicts, List<Policy> policies, Accelerator target, long limit) {
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
        Conflicts conflicts = Conflicts.of(all, target);
        List<List<Command>> apart = apart(
                layers,
                all,
                best(all, conflicts, POLICIES, target, Long.MAX_VALUE)
                        .orElseThrow()
                        .order(),
                conflicts);
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

    /**
     * Gives a list in a new order to layers: in each queue, all of a layer comes before all of the next. A load that overtakes commands of an earlier layer
     * which it may not write beside belongs to that layer, unless it has to come behind something of its own.
     */
    private static List<List<Command>> apart(
            List<List<Command>> layers, List<Command> all, List<Integer> order, Conflicts conflicts) {
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
        int writes = layers.size();
        for (int command : order.reversed()) {
            if (all.get(command).unit() == Unit.LOAD) {
                earliest = Math.min(earliest, layerOf[command]);
                if (conflicts.writesActivations(command) && writes < earliest) {
                    int latest = writes;
                    for (int earlier : conflicts.earlier(command)) {
                        latest = Math.max(latest, layerOf[earlier]);
                    }
                    earliest = Math.min(earliest, latest);
                }
                layerOf[command] = earliest;
            } else if (conflicts.writesActivations(command)) {
                writes = Math.min(writes, layerOf[command]);
            }
            result.get(layerOf[command]).add(all.get(command));
        }
        return result.stream().map(List::reversed).toList();
    }
}
