package dev.intarsia.simulator.replay;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Unit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/** The token counters: for each ordered pair of units, when each token that was not taken yet was given. */
final class Tokens {

    /** For the unit that takes, the tokens by the unit that gave. */
    private final Map<Unit, Map<Unit, Deque<Long>>> given = new EnumMap<>(Unit.class);

    Tokens() {
        for (Unit to : Unit.values()) {
            Map<Unit, Deque<Long>> from = new EnumMap<>(Unit.class);
            for (Unit unit : Unit.values()) {
                from.put(unit, new ArrayDeque<>());
            }
            given.put(to, from);
        }
    }

    /**
     * The last of the tokens that a command needs.
     *
     * @param cycle when it was given
     * @param cause what a unit that waits for it waits for
     */
    record Arrival(long cycle, Cause cause) {}

    boolean allThere(Command command) {
        return command.sync().waits().stream()
                .noneMatch(from -> given.get(command.unit()).get(from).isEmpty());
    }

    Arrival last(Command command) {
        Arrival last = new Arrival(0, Cause.FILL);
        for (Unit from : Unit.values()) {
            if (command.sync().waits().contains(from)) {
                long cycle = given.get(command.unit()).get(from).getFirst();
                if (cycle >= last.cycle) {
                    last = new Arrival(cycle, Cause.waitingFor(from));
                }
            }
        }
        return last;
    }

    /** When the last of those tokens was given that a command's unit prepares behind. */
    long toPrepare(Command command) {
        return command.sync().waits().stream()
                .filter(from -> command.unit().preparesBehind(from))
                .mapToLong(from -> given.get(command.unit()).get(from).getFirst())
                .max()
                .orElse(0);
    }

    void take(Command command) {
        command.sync()
                .waits()
                .forEach(from -> given.get(command.unit()).get(from).removeFirst());
    }

    void give(Command command, long cycle) {
        command.sync().gives().forEach(to -> given.get(to).get(command.unit()).addLast(cycle));
    }
}
