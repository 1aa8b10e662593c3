package dev.intarsia.ir.sequence;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.plan.CommandCost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Lets loads overtake loads that wait: weights and parameters of what comes next are fetched while activations are not yet there.
 *
 * <p>The units are run against each other in time by the cost model. Compute and store keep their order. The load unit takes the first
 * load in line, unless that one has to wait: then it takes the first that can begin, does not conflict with those that it
 * overtakes, and is over before the waiting one could begin, or at most so much later as {@code patience} says.
 *
 * <p>The new order is that in which commands begin. What conflicts keeps its order, so words do not change. Loads and post-processing that write other
 * activations only share a port: either may come first.
 */
final class OrderLoads {

    private static final long UNKNOWN = Long.MAX_VALUE;

    private static final Unit[] UNITS = Unit.values();
    private static final int LOAD = Unit.LOAD.ordinal();
    private static final int COMPUTE = Unit.COMPUTE.ordinal();
    private static final int POST = Unit.POST.ordinal();

    private final List<Command> commands;
    private final Conflicts conflicts;
    private final Policy policy;
    private final CommandCost[] costs;
    private final int[] units;
    private final long[] done;
    /** When everything is done that a command has to come after; the largest number there is until that is known. */
    private final long[] ready;

    /** When everything is done that has to be before a command prepares; told with {@link #ready}. */
    private final long[] prepares;

    private final int[][] queues = new int[UNITS.length][];
    private final int[] lengths = new int[UNITS.length];
    private final int[] heads = new int[UNITS.length];
    private final long[] streamStart = new long[UNITS.length];
    private final long[] streamEnd = new long[UNITS.length];
    private final long[] drained = new long[UNITS.length];
    private final Class<?>[] lastKind = new Class<?>[UNITS.length];
    private final List<Integer> carriedOut = new ArrayList<>();
    private long portFree;
    /** By unit, when all its commands are done that write activations and were carried out. */
    private final long[] activationsWritten = new long[UNITS.length];
    /** What the compute unit still has to stream. */
    private long computing;

    private OrderLoads(List<Command> commands, CommandCost[] costs, Conflicts conflicts, Policy policy) {
        this.commands = commands;
        this.costs = costs;
        this.conflicts = conflicts;
        this.policy = policy;
        units = new int[commands.size()];
        done = new long[commands.size()];
        ready = new long[commands.size()];
        prepares = new long[commands.size()];
        Arrays.fill(done, UNKNOWN);
        Arrays.fill(ready, UNKNOWN);
        for (int unit = 0; unit < UNITS.length; unit++) {
            queues[unit] = new int[commands.size()];
        }
        for (int i = 0; i < commands.size(); i++) {
            int unit = commands.get(i).unit().ordinal();
            units[i] = unit;
            queues[unit][lengths[unit]++] = i;
            computing += streamed(i);
        }
        if (policy.free()) {
            sortFirstLoads();
        }
    }

    /** Nothing waits at the beginning: the loads before the first other command go in the order in which they are needed. */
    private void sortFirstLoads() {
        int count = 0;
        while (count < units.length && units[count] == LOAD) {
            count++;
        }
        int[] needed = new int[count];
        Arrays.fill(needed, Integer.MAX_VALUE);
        for (int command = count, left = count; command < units.length && left > 0; command++) {
            for (int earlier : conflicts.earlier(command)) {
                if (earlier < count && needed[earlier] == Integer.MAX_VALUE) {
                    needed[earlier] = command;
                    left--;
                }
            }
        }
        int[] sorted = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingInt(load -> needed[load]))
                .mapToInt(Integer::intValue)
                .toArray();
        System.arraycopy(sorted, 0, queues[LOAD], 0, count);
    }

    /**
     * When a load overtakes.
     *
     * @param lookAhead from how far behind the waiting load it may come, in loads; 0: none overtakes
     * @param patience by which part of its own length it may hold the waiting one up
     * @param free whether, of a load and post-processing that both write activations, the one goes first that can begin first, in place of the one that
     *     comes first in the given order, and whether the first loads of all go in the order in which they are needed
     */
    record Policy(int lookAhead, double patience, boolean free) {}

    /**
     * A new order.
     *
     * @param order places in the given list
     * @param cycles from the first command's beginning to the last one's end
     */
    record Ordered(List<Integer> order, long cycles) {}

    /**
     * @param costs of each command
     * @param limit nothing comes back where it takes more cycles; it is given up as soon as that is sure
     */
    static Optional<Ordered> apply(
            List<Command> commands, CommandCost[] costs, Conflicts conflicts, Policy policy, long limit) {
        return new OrderLoads(commands, costs, conflicts, policy).run(limit);
    }

    private Optional<Ordered> run(long limit) {
        long end = 0;
        for (int left = commands.size(); left > 0; left--) {
            int best = -1;
            long bestStart = UNKNOWN;
            long bestReady = UNKNOWN;
            for (int unit = 0; unit < UNITS.length; unit++) {
                int command = unit == LOAD ? nextLoad() : head(unit);
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
            if (Math.max(end, streamEnd[COMPUTE] + computing) > limit) {
                return Optional.empty();
            }
        }
        return Optional.of(new Ordered(List.copyOf(carriedOut), end));
    }

    private long streamed(int command) {
        return units[command] == COMPUTE ? costs[command].stream() : 0;
    }

    private int head(int unit) {
        int head = heads[unit];
        return head < lengths[unit] && ready(queues[unit][head]) < UNKNOWN ? queues[unit][head] : -1;
    }

    /** The load to take next; −1 when none can be said to begin. */
    private int nextLoad() {
        int[] queue = queues[LOAD];
        int first = heads[LOAD];
        if (first == lengths[LOAD]) {
            return -1;
        }
        long firstStart = start(queue[first], LOAD);
        if (policy.lookAhead() == 0) {
            return firstStart < UNKNOWN ? queue[first] : -1;
        }
        long now = Math.max(streamEnd[LOAD], portFree);
        if (firstStart <= now + costs[queue[first]].prepare()) {
            return queue[first];
        }
        int end = Math.min(lengths[LOAD], first + policy.lookAhead() + 1);
        for (int at = first + 1; at < end; at++) {
            int load = queue[at];
            long start = start(load, LOAD);
            if (start < firstStart
                    && start + costs[load].stream() * (1 - policy.patience()) <= firstStart
                    && comesBehindWhatPrecedes(load, queue[first])) {
                return load;
            }
        }
        return firstStart < UNKNOWN ? queue[first] : -1;
    }

    /** Whether all that a load has to come behind precedes another load, too, so that it can be written before that one. */
    private boolean comesBehindWhatPrecedes(int load, int other) {
        for (int earlier : conflicts.earlier(load)) {
            if (earlier > other) {
                return false;
            }
        }
        return true;
    }

    /** When everything is done that a command has to come after. */
    private long ready(int command) {
        if (ready[command] == UNKNOWN) {
            boolean known =
                    isKnown(conflicts.earlier(command)) && (policy.free() || isKnown(conflicts.sharing(command)));
            if (!known) {
                return UNKNOWN;
            }
            ready[command] = 0;
            comeBehind(command, conflicts.earlier(command));
            if (!policy.free()) {
                comeBehind(command, conflicts.sharing(command));
            }
        }
        return Math.max(ready[command], written(command));
    }

    private boolean isKnown(int[] commands) {
        for (int command : commands) {
            if (done[command] == UNKNOWN) {
                return false;
            }
        }
        return true;
    }

    private void comeBehind(int command, int[] others) {
        Unit unit = UNITS[units[command]];
        for (int earlier : others) {
            if (units[earlier] != units[command]) {
                ready[command] = Math.max(ready[command], done[earlier]);
                if (unit.preparesBehind(UNITS[units[earlier]])) {
                    prepares[command] = Math.max(prepares[command], done[earlier]);
                }
            }
        }
    }

    /** When the activations' write port is free of the other unit's words; 0 for a command that does not need it. */
    private long written(int command) {
        if (!policy.free() || !conflicts.writesActivations(command)) {
            return 0;
        }
        return activationsWritten[units[command] == LOAD ? POST : LOAD];
    }

    /** When a command could stream if the port were free. */
    private long prepared(int command, int unit) {
        long ready = ready(command);
        if (ready == UNKNOWN) {
            return UNKNOWN;
        }
        long free = commands.get(command).getClass() == lastKind[unit] ? streamEnd[unit] : drained[unit];
        long taken = Math.max(Math.max(prepares[command], written(command)), streamStart[unit]);
        return Math.max(Math.max(taken + costs[command].prepare(), free), ready);
    }

    private long start(int command, int unit) {
        long prepared = prepared(command, unit);
        return costs[command].port() > 0 ? Math.max(prepared, portFree) : prepared;
    }

    private long carryOut(int command, long start) {
        int u = units[command];
        CommandCost cost = costs[command];
        if (cost.port() > 0) {
            portFree = start + cost.port();
        }
        streamStart[u] = start;
        streamEnd[u] = start + cost.stream();
        drained[u] = Math.max(streamEnd[u] + cost.drain(), drained[u] + cost.stream());
        lastKind[u] = commands.get(command).getClass();
        done[command] = drained[u];
        if (u == LOAD) {
            int[] queue = queues[u];
            int at = heads[u];
            while (queue[at] != command) {
                at++;
            }
            System.arraycopy(queue, heads[u], queue, heads[u] + 1, at - heads[u]);
            queue[heads[u]] = command;
        }
        if (conflicts.writesActivations(command)) {
            activationsWritten[u] = Math.max(activationsWritten[u], done[command]);
        }
        carriedOut.add(command);
        heads[u]++;
        return done[command];
    }
}
