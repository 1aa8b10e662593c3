package dev.intarsia.ir.sequence;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.plan.CommandCost;
import dev.intarsia.ir.plan.CostModel;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Lets loads overtake loads that wait: weights and parameters of what comes next are fetched while activations are not yet there.
 *
 * <p>The units are run against each other in time by the cost model. Compute and store keep their order. The load unit takes the first
 * load in line, unless that one has to wait: then it takes the first that can begin, does not conflict with those that it
 * overtakes, and is over before the waiting one could begin, or at most so much later as {@code patience} says.
 *
 * <p>Commands stay in the given order but for the loads that overtake, which stand before the first one overtaken. Whatever conflicts keeps
 * its order, so words do not change.
 */
final class OrderLoads {

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final List<Command> commands;
    private final Conflicts conflicts;
    private final Policy policy;
    private final CommandCost[] costs;
    private final long[] done;
    private final List<List<Integer>> queues = new ArrayList<>();
    private final int[] heads = new int[Unit.values().length];
    private final long[] streamStart = new long[Unit.values().length];
    private final long[] streamEnd = new long[Unit.values().length];
    private final long[] drained = new long[Unit.values().length];
    private final Class<?>[] lastKind = new Class<?>[Unit.values().length];
    private final List<Integer> loads = new ArrayList<>();
    private long portFree;
    /** What the compute unit still has to stream. */
    private long computing;

    private OrderLoads(List<Command> commands, Conflicts conflicts, Accelerator target, Policy policy) {
        this.commands = commands;
        this.conflicts = conflicts;
        this.policy = policy;
        costs = new CommandCost[commands.size()];
        done = new long[commands.size()];
        Arrays.fill(done, UNKNOWN);
        for (int i = 0; i < Unit.values().length; i++) {
            queues.add(new ArrayList<>());
        }
        for (int i = 0; i < commands.size(); i++) {
            costs[i] = CostModel.cost(commands.get(i), target);
            queues.get(commands.get(i).unit().ordinal()).add(i);
            computing += streamed(i);
        }
    }

    /**
     * When a load overtakes.
     *
     * @param lookAhead from how far behind the waiting load it may come, in loads; 0: none overtakes
     * @param patience by which part of its own length it may hold the waiting one up
     */
    record Policy(int lookAhead, double patience) {
        static final Policy NONE = new Policy(0, 0);
    }

    /**
     * A new order.
     *
     * @param order places in the given list
     * @param cycles from the first command's beginning to the last one's end
     */
    record Ordered(List<Integer> order, long cycles) {}

    /** @param limit nothing comes back where it takes more cycles; it is given up as soon as that is sure */
    static Optional<Ordered> apply(
            List<Command> commands, Conflicts conflicts, Accelerator target, Policy policy, long limit) {
        return new OrderLoads(commands, conflicts, target, policy).run(limit);
    }

    private Optional<Ordered> run(long limit) {
        long end = 0;
        for (int left = commands.size(); left > 0; left--) {
            int best = -1;
            long bestStart = UNKNOWN;
            long bestReady = UNKNOWN;
            for (Unit unit : Unit.values()) {
                int command = unit == Unit.LOAD ? nextLoad() : head(unit);
                if (command >= 0) {
                    long ready = prepared(command, unit);
                    long start = start(command, unit);
                    if (start < bestStart || start == bestStart && ready < bestReady) {
                        best = command;
                        bestStart = start;
                        bestReady = ready;
                    }
                }
            }
            if (best < 0) {
                throw new IllegalStateException("commands that conflict are not in order");
            }
            end = Math.max(end, carryOut(best, bestStart));
            computing -= streamed(best);
            if (Math.max(end, streamEnd[Unit.COMPUTE.ordinal()] + computing) > limit) {
                return Optional.empty();
            }
        }
        return Optional.of(new Ordered(order(), end));
    }

    private long streamed(int command) {
        return commands.get(command).unit() == Unit.COMPUTE ? costs[command].stream() : 0;
    }

    private int head(Unit unit) {
        List<Integer> queue = queues.get(unit.ordinal());
        int head = heads[unit.ordinal()];
        return head < queue.size() && ready(queue.get(head)) < UNKNOWN ? queue.get(head) : -1;
    }

    /** The load to take next; −1 when none can be said to begin. */
    private int nextLoad() {
        List<Integer> queue = queues.get(Unit.LOAD.ordinal());
        int first = heads[Unit.LOAD.ordinal()];
        if (first == queue.size()) {
            return -1;
        }
        long firstStart = start(queue.get(first), Unit.LOAD);
        if (policy.lookAhead() == 0) {
            return firstStart < UNKNOWN ? queue.get(first) : -1;
        }
        long now = Math.max(streamEnd[Unit.LOAD.ordinal()], portFree);
        if (firstStart <= now + costs[queue.get(first)].prepare()) {
            return queue.get(first);
        }
        int end = Math.min(queue.size(), first + policy.lookAhead() + 1);
        for (int at = first + 1; at < end; at++) {
            int load = queue.get(at);
            long start = start(load, Unit.LOAD);
            if (start < firstStart && start + costs[load].stream() * (1 - policy.patience()) <= firstStart) {
                return load;
            }
        }
        return firstStart < UNKNOWN ? queue.get(first) : -1;
    }

    /** When everything is done that a command has to come after. */
    private long ready(int command) {
        long ready = 0;
        for (int earlier : conflicts.earlier(command)) {
            if (commands.get(earlier).unit() != commands.get(command).unit() || done[earlier] == UNKNOWN) {
                ready = Math.max(ready, done[earlier]);
            }
        }
        return ready;
    }

    /** When everything is done that has to be before a command prepares. */
    private long prepares(int command, Unit unit) {
        long ready = 0;
        for (int earlier : conflicts.earlier(command)) {
            Unit giver = commands.get(earlier).unit();
            if (giver != unit && unit.preparesBehind(giver)) {
                ready = Math.max(ready, done[earlier]);
            }
        }
        return ready;
    }

    /** When a command could stream if the port were free. */
    private long prepared(int command, Unit unit) {
        long ready = ready(command);
        if (ready == UNKNOWN) {
            return UNKNOWN;
        }
        int u = unit.ordinal();
        long free = commands.get(command).getClass() == lastKind[u] ? streamEnd[u] : drained[u];
        long taken = Math.max(prepares(command, unit), streamStart[u]);
        return Math.max(Math.max(taken + costs[command].prepare(), free), ready);
    }

    private long start(int command, Unit unit) {
        long prepared = prepared(command, unit);
        return costs[command].port() > 0 ? Math.max(prepared, portFree) : prepared;
    }

    private long carryOut(int command, long start) {
        Command c = commands.get(command);
        int u = c.unit().ordinal();
        CommandCost cost = costs[command];
        if (cost.port() > 0) {
            portFree = start + cost.port();
        }
        streamStart[u] = start;
        streamEnd[u] = start + cost.stream();
        drained[u] = Math.max(streamEnd[u] + cost.drain(), drained[u] + cost.stream());
        lastKind[u] = c.getClass();
        done[command] = drained[u];
        if (c.unit() == Unit.LOAD) {
            List<Integer> queue = queues.get(u);
            queue.remove(heads[u]
                    + queue.subList(heads[u], Math.min(queue.size(), heads[u] + policy.lookAhead() + 1))
                            .indexOf(command));
            queue.add(heads[u], command);
            loads.add(command);
        }
        heads[u]++;
        return done[command];
    }

    private List<Integer> order() {
        List<Integer> order = new ArrayList<>();
        boolean[] written = new boolean[commands.size()];
        int next = 0;
        for (int i = 0; i < commands.size(); i++) {
            if (commands.get(i).unit() != Unit.LOAD) {
                order.add(i);
            } else if (!written[i]) {
                while (!written[i]) {
                    int load = loads.get(next++);
                    written[load] = true;
                    order.add(load);
                }
            }
        }
        return order;
    }
}
