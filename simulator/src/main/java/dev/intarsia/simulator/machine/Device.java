package dev.intarsia.simulator.machine;

import dev.intarsia.ir.command.Command;

/** Takes the commands of an accelerator, one after the other in program order. */
public interface Device {

    void load(Command.Load load);

    void multiply(Command.Multiply multiply);

    void vector(Command.Vector vector);

    void post(Command.Post post);

    void store(Command.Store store);

    /** Any command. */
    default void issue(Command command) {
        switch (command) {
            case Command.Load load -> load(load);
            case Command.Multiply multiply -> multiply(multiply);
            case Command.Vector vector -> vector(vector);
            case Command.Post post -> post(post);
            case Command.Store store -> store(store);
        }
    }
}
