package dev.intarsia.ir.diagnostic;

/** How bad it is. */
public enum Severity {
    /** The input cannot be used. */
    ERROR,
    /** The input can be used, but the user probably meant something else. */
    WARNING
}
