package dev.intarsia.ir.command;

/** The memories inside an accelerator. All but {@link #ACCUMULATOR} are addressed in bytes. */
public enum Scratchpad {
    ACTIVATION,
    WEIGHT,
    OUTPUT,
    PARAMETER,
    /** Addressed in entries of {@code cols} accumulators. */
    ACCUMULATOR
}
