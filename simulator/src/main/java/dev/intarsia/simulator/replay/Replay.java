package dev.intarsia.simulator.replay;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.AliasLayer;
import dev.intarsia.ir.command.CommandProgram.DeviceLayer;
import dev.intarsia.ir.command.CommandProgram.HostLayer;
import dev.intarsia.ir.command.CommandProgram.Layer;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.plan.CommandCost;
import dev.intarsia.ir.plan.CostModel;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the queues of a program against each other in time.
 *
 * <p>A unit takes its next command as soon as the command before it has begun to stream and those tokens are there that the unit prepares behind; the command
 * then prepares, and streams once the one before it has streamed and all its tokens are there. Between commands of different kinds the unit's
 * pipeline drains first.
 * The memory port serves one command at a time, for its port cycles, in the order in which commands get ready for it; on a tie the load
 * unit goes first. A command gives its tokens when its results are written.
 *
 * <p>A layer that the host computes begins when all commands before it are done, takes no cycles of the device, and ends before any
 * command after it begins.
 */
public final class Replay {

    /** A command that could be next, and when it would stream. */
    private record Candidate(
            Queue queue, CommandCost cost, Tokens.Arrival tokens, long prepareStart, long ready, long start) {

        boolean before(Candidate other) {
            return start != other.start ? start < other.start : ready < other.ready;
        }
    }

    private final CommandProgram program;
    private final Accelerator target;
    private final List<Queue> queues = new ArrayList<>();
    private final Tokens tokens = new Tokens();
    private final List<Step> steps = new ArrayList<>();
    private long portFree;

    private Replay(CommandProgram program) {
        this.program = program;
        this.target = program.target();
        for (Unit unit : Unit.values()) {
            queues.add(new Queue(unit, program.layers().size()));
        }
    }

    /**
     * The timeline of one inference.
     *
     * @throws DeadlockException when commands wait for tokens that nobody gives, naming each unit's next command
     */
    public static Timeline run(CommandProgram program) {
        return new Replay(program).run();
    }

    private Timeline run() {
        List<Layer> layers = program.layers();
        for (int i = 0; i < layers.size(); i++) {
            switch (layers.get(i)) {
                case DeviceLayer device -> {
                    for (Command command : device.commands()) {
                        queue(command.unit()).append(new Queue.Entry(i, command));
                    }
                }
                case HostLayer host -> {
                    drain();
                    rest(Cause.HOST, i);
                }
                case AliasLayer alias -> {}
            }
        }
        drain();
        long cycles = rest(Cause.IDLE, Math.max(0, layers.size() - 1));
        return new Summary(program, queues, steps).timeline(cycles);
    }

    /** Carries out everything that is in line. */
    private void drain() {
        for (Candidate next = next(); next != null; next = next()) {
            Queue.Entry entry = next.queue.head();
            Command command = entry.command();
            long end = next.start + next.cost.stream();
            // Results are written in order: padding, which waits for nothing, behind words that are on their way.
            long done = Math.max(end + next.cost.drain(), next.queue.drained() + next.cost.stream());
            Step step = new Step(entry.layer(), command, next.prepareStart, next.start, end, done);
            tokens.take(command);
            if (next.cost.port() > 0) {
                portFree = next.start + next.cost.port();
            }
            next.queue.take(step, next.tokens.cycle(), next.tokens.cause(), next.ready);
            tokens.give(command, step.done());
            steps.add(step);
        }
    }

    /** The command that streams first of those that have their tokens; null when all queues are empty. */
    private Candidate next() {
        Candidate first = null;
        boolean left = false;
        for (Queue queue : queues) {
            if (!queue.isEmpty()) {
                left = true;
                if (tokens.allThere(queue.head().command())) {
                    Candidate candidate = candidate(queue);
                    if (first == null || candidate.before(first)) {
                        first = candidate;
                    }
                }
            }
        }
        if (first == null && left) {
            throw deadlock();
        }
        return first;
    }

    private Candidate candidate(Queue queue) {
        Command command = queue.head().command();
        CommandCost cost = CostModel.cost(command, target);
        Tokens.Arrival arrival = tokens.last(command);
        long prepareStart = Math.max(tokens.toPrepare(command), queue.prepareFree());
        long ready = Math.max(Math.max(prepareStart + cost.prepare(), queue.streamFree(command)), arrival.cycle());
        long start = cost.port() > 0 ? Math.max(ready, portFree) : ready;
        return new Candidate(queue, cost, arrival, prepareStart, ready, start);
    }

    /** Lets all units wait for the slowest. */
    private long rest(Cause cause, int layer) {
        long until = queues.stream().mapToLong(Queue::drained).max().orElse(0);
        queues.forEach(queue -> queue.rest(until, cause, layer));
        return until;
    }

    private Queue queue(Unit unit) {
        return queues.get(unit.ordinal());
    }

    private DeadlockException deadlock() {
        StringBuilder message = new StringBuilder("no unit can go on:");
        for (Queue queue : queues) {
            if (queue.isEmpty()) {
                message.append("\n  ").append(queue.unit).append(" has no command left");
            } else {
                Queue.Entry head = queue.head();
                message.append("\n  ")
                        .append(queue.unit)
                        .append(" waits for ")
                        .append(head.command().sync().waits())
                        .append(" in layer ")
                        .append(program.layers().get(head.layer()).node())
                        .append(": ")
                        .append(head.command());
            }
        }
        return new DeadlockException(message.toString());
    }
}
