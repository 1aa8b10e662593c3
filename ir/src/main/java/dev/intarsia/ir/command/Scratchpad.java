package dev.intarsia.ir.command;

import dev.intarsia.ir.kernel.Memory;
import dev.intarsia.ir.target.Accelerator;

/** The memories inside an accelerator. All but {@link #ACCUMULATOR} are addressed in bytes. */
public enum Scratchpad {
    ACTIVATION("activations"),
    WEIGHT("weights"),
    OUTPUT("output"),
    PARAMETER("parameters"),
    /** What {@link Command.Post} looks words up in. */
    TABLE("tables"),
    /** Addressed in entries of {@code cols} accumulators. */
    ACCUMULATOR("accumulators");

    private final Memory memory;

    Scratchpad(String name) {
        this.memory = new Memory(name);
    }

    /** The scratchpad as a memory of the kernel level. */
    public Memory memory() {
        return memory;
    }

    /** How many bytes, or entries of accumulators, it has. */
    public int capacity(Accelerator target) {
        return switch (this) {
            case ACTIVATION -> target.activationBytes();
            case WEIGHT -> target.weightBytes();
            case OUTPUT -> target.outputBytes();
            case PARAMETER -> target.parameterEntries() * target.parameterEntryBytes();
            case TABLE -> target.tableEntries();
            case ACCUMULATOR -> target.accumulatorEntries();
        };
    }

    /** The scratchpad that a memory of the kernel level is. */
    public static Scratchpad of(Memory memory) {
        for (Scratchpad scratchpad : values()) {
            if (scratchpad.memory.equals(memory)) {
                return scratchpad;
            }
        }
        throw new IllegalArgumentException("no scratchpad " + memory.name());
    }
}
