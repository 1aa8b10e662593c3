package dev.intarsia.ir.sequence;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Region;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives tokens to the commands of one stretch without host steps, so that every command waits for those that it depends on.
 *
 * <p>For each pair of units, the commands of the one that must wait for the other are those whose latest conflicting command lies
 * after everything that their unit has waited for already. Both lists rise, so the n-th token taken is the n-th token given.
 */
final class Synchronize {

    private Synchronize() {}

    /** A command of a queue with its place in program order. */
    private record Queued(int position, Optional<Boolean> port, List<Region> regions) {

        boolean conflicts(Optional<Boolean> otherPort, List<Region> others) {
            boolean bothWrite = port.isPresent() && otherPort.isPresent() && (port.get() || otherPort.get());
            return bothWrite || regions.stream().anyMatch(r -> others.stream().anyMatch(r::conflicts));
        }
    }

    /** The commands, in the same order, with tokens. */
    static List<Command> apply(List<Command> commands, Accelerator target) {
        List<Command> result = new ArrayList<>(commands);
        Map<Unit, List<Queued>> queues = new EnumMap<>(Unit.class);
        Map<Unit, Map<Unit, Integer>> waitedFor = new EnumMap<>(Unit.class);
        for (Unit unit : Unit.values()) {
            queues.put(unit, new ArrayList<>());
            waitedFor.put(unit, new EnumMap<>(Unit.class));
        }
        for (int position = 0; position < commands.size(); position++) {
            Unit unit = commands.get(position).unit();
            List<Region> regions = Region.of(commands.get(position), target);
            Optional<Boolean> port = Region.writesPort(commands.get(position));
            for (Unit other : Unit.values()) {
                if (other == unit) {
                    continue;
                }
                int synced = waitedFor.get(unit).getOrDefault(other, -1);
                int latest = latestConflict(queues.get(other), port, regions, synced);
                if (latest > synced) {
                    waitedFor.get(unit).put(other, latest);
                    int giver = queues.get(other).get(latest).position();
                    result.set(
                            giver,
                            result.get(giver).withSync(result.get(giver).sync().givingTo(unit)));
                    result.set(
                            position,
                            result.get(position)
                                    .withSync(result.get(position).sync().waitingFor(other)));
                }
            }
            queues.get(unit).add(new Queued(position, port, regions));
        }
        return List.copyOf(result);
    }

    private static int latestConflict(List<Queued> queue, Optional<Boolean> port, List<Region> regions, int synced) {
        for (int i = queue.size() - 1; i > synced; i--) {
            if (queue.get(i).conflicts(port, regions)) {
                return i;
            }
        }
        return -1;
    }
}
