package dev.intarsia.simulator.machine;

import dev.intarsia.ir.command.Command;
import java.util.ArrayList;
import java.util.List;

/** Writes commands down instead of carrying them out: what a generated simulator would do, as data. */
public final class CommandRecorder implements Device {

    private final List<Command> commands = new ArrayList<>();

    /** What came so far, in order. */
    public List<Command> commands() {
        return List.copyOf(commands);
    }

    @Override
    public void load(Command.Load load) {
        commands.add(load);
    }

    @Override
    public void multiply(Command.Multiply multiply) {
        commands.add(multiply);
    }

    @Override
    public void vector(Command.Vector vector) {
        commands.add(vector);
    }

    @Override
    public void post(Command.Post post) {
        commands.add(post);
    }

    @Override
    public void store(Command.Store store) {
        commands.add(store);
    }
}
