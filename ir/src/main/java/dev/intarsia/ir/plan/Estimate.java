package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A quick estimate of what a list of commands costs: each command begins when its unit, its tokens and the port are free, and takes what the
 * cost model says. The simulator's replay is the exact count; this one ranks candidates.
 */
final class Estimate {

    private Estimate() {}

    /** Cycles from the first command's beginning to the last one's end. */
    static long cycles(List<Command> commands, Accelerator target) {
        Map<Unit, Long> free = new EnumMap<>(Unit.class);
        Map<Unit, Map<Unit, Queue<Long>>> tokens = new EnumMap<>(Unit.class);
        for (Unit unit : Unit.values()) {
            free.put(unit, 0L);
            tokens.put(unit, new EnumMap<>(Unit.class));
            for (Unit to : Unit.values()) {
                tokens.get(unit).put(to, new ArrayDeque<>());
            }
        }
        long portFree = 0;
        long end = 0;
        for (Command command : commands) {
            Unit unit = command.unit();
            CommandCost cost = CostModel.cost(command, target);
            long ready = 0;
            for (Unit from : command.sync().waits()) {
                ready = Math.max(ready, tokens.get(from).get(unit).remove());
            }
            long stream = Math.max(ready + cost.prepare(), free.get(unit));
            if (cost.port() > 0) {
                stream = Math.max(stream, portFree);
                portFree = stream + cost.port();
            }
            long streamed = stream + cost.stream();
            free.put(unit, streamed);
            long done = streamed + cost.drain();
            for (Unit to : command.sync().gives()) {
                tokens.get(unit).get(to).add(done);
            }
            end = Math.max(end, done);
        }
        return end;
    }
}
