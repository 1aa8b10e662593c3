package dev.intarsia.ir.command;

/** The units of an accelerator; each runs down its own queue. */
public enum Unit {
    /** From memory into the scratchpads. */
    LOAD,
    /** MAC array, vector lanes and post-processing. */
    COMPUTE,
    /** From the output buffer into memory. */
    STORE
}
