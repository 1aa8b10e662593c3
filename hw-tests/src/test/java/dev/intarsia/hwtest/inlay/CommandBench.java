package dev.intarsia.hwtest.inlay;

import dev.intarsia.hwtest.verilator.VerilatedDesign;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.plan.CostModel;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.machine.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs random commands on the Verilated accelerator, and compares memory with that of the machine's plain kernels, which compute by the
 * arithmetic package. Rounds take turns: a command by itself, with its cycles held against the cost model; a few rounds as one
 * program with tokens, while memory stalls.
 */
final class CommandBench {

    private static final int ROUNDS_TOGETHER = 3;

    private final Accelerator target;
    private final Machine machine;
    private final InlayModel model;
    private final DrawnCommands draw;
    private long commands;

    CommandBench(Accelerator target, VerilatedDesign design, Map<String, Long> held, long seed) {
        this.target = target;
        this.model = new InlayModel(design, target, held);
        this.machine = new Machine(target, DrawnCommands.MEMORY, Machine.Kernels.PLAIN);
        this.draw = new DrawnCommands(seed, target);
    }

    /** How many commands were compared. */
    long commands() {
        return commands;
    }

    /** The first difference of a word or of a cycle, or that the accelerator stops; empty when there is none in so many rounds. */
    Optional<String> firstDifference(int rounds) {
        try (model) {
            byte[] memory = draw.memory();
            machine.place(0, memory);
            model.write(0, memory);
            List<Command> filling = new ArrayList<>(draw.filling());
            filling.addAll(defined());
            filling.forEach(machine::issue);
            filling.forEach(command -> model.run(List.of(command), false));
            for (int round = 0; round < rounds; round++) {
                Optional<String> difference = round % 2 == 0 ? alone(round) : together(round);
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        } catch (InlayStoppedException stopped) {
            return Optional.of(stopped.getMessage());
        }
    }

    /** Sums in all entries, and words in the whole output buffer. */
    private List<Command> defined() {
        int entries = target.accumulatorEntries();
        int cols = target.cols();
        List<Command> made = new ArrayList<>();
        Command.Window window = new Command.Window(0, 1, 0, entries, 1, 0, 1, 1, 1, 0, 0, 1, true);
        made.add(new Command.Multiply(Sync.NONE, window, 0, 1, 0, cols, false));
        int block = entries * cols;
        for (int at = 0; at < target.outputBytes(); at += block) {
            int place = Math.min(at, target.outputBytes() - block);
            made.add(new Command.Post(
                    Sync.NONE,
                    Scratchpad.OUTPUT,
                    place,
                    0,
                    entries,
                    cols,
                    cols,
                    0,
                    MultiplyShift.SINGLE,
                    0,
                    new Clamp(-128, 127),
                    1));
        }
        return made;
    }

    private Optional<String> alone(int round) {
        for (Command command : draw.next()) {
            machine.issue(command);
            long found = model.run(List.of(command), false).cycles();
            long expected = CostModel.cycles(command, target);
            if (found != expected) {
                return Optional.of("round " + round + ": " + command + " took " + found
                        + " cycles, the cost model says " + expected);
            }
            commands++;
        }
        return memory(round);
    }

    private Optional<String> together(int round) {
        List<Command> program = new ArrayList<>();
        for (int i = 0; i < ROUNDS_TOGETHER; i++) {
            List<Command> next = draw.next();
            next.forEach(machine::issue);
            program.addAll(next);
        }
        commands += program.size();
        model.run(inOrder(program), true);
        return memory(round);
    }

    /** With tokens that keep the order between units. */
    private static List<Command> inOrder(List<Command> program) {
        List<Command> result = new ArrayList<>(program);
        for (int i = 1; i < result.size(); i++) {
            Unit before = result.get(i - 1).unit();
            Unit here = result.get(i).unit();
            if (before != here) {
                result.set(
                        i - 1,
                        result.get(i - 1).withSync(result.get(i - 1).sync().givingTo(here)));
                result.set(i, result.get(i).withSync(result.get(i).sync().waitingFor(before)));
            }
        }
        return result;
    }

    private Optional<String> memory(int round) {
        long[] expected =
                machine.words(new TensorPlace("memory", 0, new IntFormat(true, 8), Shape.of(DrawnCommands.MEMORY)));
        byte[] found = model.read(0, DrawnCommands.MEMORY);
        for (int i = 0; i < found.length; i++) {
            if (found[i] != expected[i]) {
                return Optional.of("round " + round + ", byte " + i + " of memory: expected " + expected[i] + ", found "
                        + found[i]);
            }
        }
        return Optional.empty();
    }
}
