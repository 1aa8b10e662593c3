package dev.intarsia.simulator.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.sketch.Targets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Vector lanes, plain kernels, and machines in step leave the same bytes and sums after every command. */
class KernelsProperties {

    @Provide
    Arbitrary<Accelerator> targets() {
        Arbitrary<AccumulatorOverflow> overflows = Arbitraries.of(
                new AccumulatorOverflow.Wrap(),
                new AccumulatorOverflow.SaturateEnd(),
                new AccumulatorOverflow.SaturateChunk(1),
                new AccumulatorOverflow.SaturateChunk(4));
        return Combinators.combine(Arbitraries.of(8, 16, 32), Arbitraries.of(10, 12, 16, 24, 31, 32, 33, 48), overflows)
                .as(Targets::of);
    }

    @Property(tries = 400, seed = "20260101")
    void lanesGiveWhatPlainKernelsGive(@ForAll("targets") Accelerator target, @ForAll long seed) {
        RandomCommands generator = new RandomCommands(new Random(seed), target);
        byte[] memory = generator.memory();
        List<Command> commands = generator.program();
        Machine plain = new Machine(target, memory.length, Machine.Kernels.PLAIN);
        Machine lanes = new Machine(target, memory.length, Machine.Kernels.LANES);
        plain.place(0, memory);
        lanes.place(0, memory);
        for (Command command : commands) {
            plain.issue(command);
            lanes.issue(command);
            compare(command, plain, lanes);
        }
    }

    @Property(tries = 200, seed = "20260102")
    void machinesInStepGiveWhatEachGivesAlone(@ForAll("targets") Accelerator target, @ForAll long seed) {
        Random random = new Random(seed);
        RandomCommands generator = new RandomCommands(random, target);
        byte[] memory = generator.memory();
        List<Command> commands = generator.program();
        int inferences = 1 + random.nextInt(9);
        List<Machine> alone = new ArrayList<>();
        Machine known = new Machine(target, memory.length, Machine.Kernels.PLAIN);
        known.place(0, memory);
        Lockstep together = known.lockstep(inferences);
        BitSet constants = constants(commands);
        for (int i = 0; i < inferences; i++) {
            byte[] own = memory.clone();
            for (int address = 0; address < own.length; address++) {
                if (!constants.get(address)) {
                    own[address] = (byte) random.nextInt();
                    together.memory(i)
                            .write(new TensorPlace("x", address, IntFormat.I8, Shape.of(1)), new long[] {own[address]});
                }
            }
            alone.add(new Machine(target, memory.length, Machine.Kernels.PLAIN));
            alone.getLast().place(0, own);
        }
        for (Command command : commands) {
            together.issue(command);
            for (int i = 0; i < inferences; i++) {
                alone.get(i).issue(command);
                compare(command, alone.get(i), together, i);
            }
        }
    }

    /** Which bytes of memory weights and parameter entries are loaded from. */
    private static BitSet constants(List<Command> commands) {
        BitSet constants = new BitSet();
        for (Command command : commands) {
            if (command instanceof Command.Load load && load.to() != Scratchpad.ACTIVATION) {
                int end = load.from()
                        + (load.rows() - 1) * load.rowStride()
                        + (load.pixels() - 1) * load.pixelStride()
                        + load.bytes();
                constants.set(load.from(), end);
            }
        }
        return constants;
    }

    private static void compare(Command command, Machine alone, Lockstep together, int i) {
        switch (command) {
            case Command.Load load -> same(load.to(), alone, together, i, command);
            case Command.Multiply m ->
                sums(m.accumulators(), m.window().pixels(), m.outputs(), alone, together, i, command);
            case Command.Vector v ->
                sums(v.accumulators(), v.window().pixels(), v.channels(), alone, together, i, command);
            case Command.Post post -> same(post.to(), alone, together, i, command);
            case Command.Store store -> {}
        }
    }

    private static void same(Scratchpad scratchpad, Machine alone, Lockstep together, int i, Command command) {
        assertArrayEquals(alone.content(scratchpad), together.content(scratchpad, i), command::toString);
    }

    private static void sums(
            int entry, int pixels, int columns, Machine alone, Lockstep together, int inference, Command command) {
        for (int i = entry; i < entry + pixels; i++) {
            for (int k = 0; k < columns; k++) {
                int column = k;
                assertEquals(
                        alone.accumulator(i, k),
                        together.accumulator(i, k, inference),
                        () -> "column " + column + " of inference " + inference + ", " + command);
            }
        }
    }

    private static void compare(Command command, Machine plain, Machine lanes) {
        switch (command) {
            case Command.Load load -> same(load.to(), plain, lanes, command);
            case Command.Multiply m -> sums(m.accumulators(), m.window().pixels(), m.outputs(), plain, lanes, command);
            case Command.Vector v -> sums(v.accumulators(), v.window().pixels(), v.channels(), plain, lanes, command);
            case Command.Post post -> same(post.to(), plain, lanes, command);
            case Command.Store store -> {}
        }
    }

    private static void same(Scratchpad scratchpad, Machine plain, Machine lanes, Command command) {
        assertArrayEquals(plain.content(scratchpad), lanes.content(scratchpad), command::toString);
    }

    private static void sums(int entry, int pixels, int columns, Machine plain, Machine lanes, Command command) {
        for (int i = entry; i < entry + pixels; i++) {
            for (int k = 0; k < columns; k++) {
                int column = k;
                assertEquals(
                        plain.accumulator(i, k), lanes.accumulator(i, k), () -> "column " + column + " of " + command);
            }
        }
    }
}
