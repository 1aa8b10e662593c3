package dev.intarsia.ir.sequence;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Gives each round of sums of a layer entries of its own, as many rounds as the accumulator memory holds, so that the array works on the next round while
 * post-processing takes the last one.
 *
 * <p>A round ends where all of its sums were taken and entries are overwritten. Schedules know one place for a layer's sums; which entries it stands for makes
 * no difference to any word, like the names of registers.
 */
final class RotateAccumulators {

    private final Accelerator target;
    private final BitSet live = new BitSet();
    private boolean taken;
    private int round;

    private RotateAccumulators(Accelerator target) {
        this.target = target;
    }

    /** The commands of one layer, in program order, with other entries. */
    static List<Command> apply(List<Command> commands, Accelerator target) {
        return new RotateAccumulators(target).run(commands);
    }

    private List<Command> run(List<Command> commands) {
        int first = Integer.MAX_VALUE;
        int end = 0;
        for (Command command : commands) {
            Entries entries = entries(command);
            if (entries.count > 0) {
                first = Math.min(first, entries.first);
                end = Math.max(end, entries.first + entries.count);
            }
        }
        int rounds = end == 0 ? 1 : (target.accumulatorEntries() - first) / (end - first);
        if (rounds < 2) {
            return commands;
        }
        List<Command> result = new ArrayList<>();
        for (Command command : commands) {
            result.add(moved(command, rounds, end - first));
        }
        return List.copyOf(result);
    }

    /** The entries that a command uses. */
    private record Entries(int first, int count) {}

    private static Entries entries(Command command) {
        return switch (command) {
            case Command.Multiply m -> new Entries(m.accumulators(), m.window().pixels());
            case Command.Vector v -> new Entries(v.accumulators(), v.window().pixels());
            case Command.Post p -> new Entries(p.accumulators(), p.pixels());
            case Command.Load l -> new Entries(0, 0);
            case Command.Store s -> new Entries(0, 0);
        };
    }

    private Command moved(Command command, int rounds, int size) {
        Entries entries = entries(command);
        return switch (command) {
            case Command.Multiply m -> {
                if (!m.accumulate()) {
                    overwrite(entries, rounds);
                }
                yield m.withAccumulators(m.accumulators() + round * size);
            }
            case Command.Vector v -> {
                overwrite(entries, rounds);
                yield v.withAccumulators(v.accumulators() + round * size);
            }
            case Command.Post p -> {
                live.clear(entries.first, entries.first + entries.count);
                taken = true;
                yield p.withAccumulators(p.accumulators() + round * size);
            }
            case Command.Load l -> l;
            case Command.Store s -> s;
        };
    }

    private void overwrite(Entries entries, int rounds) {
        if (taken && live.isEmpty()) {
            round = (round + 1) % rounds;
            taken = false;
        }
        live.set(entries.first, entries.first + entries.count);
    }
}
