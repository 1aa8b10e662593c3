package dev.intarsia.ir.kernel;

/** How the iterations of a loop are carried out. None of them changes a value. */
public enum LoopKind {
    SERIAL,
    UNROLLED,
    PIPELINED,
    PARALLEL,
    /** The iterations lie side by side on a unit of the target. */
    MAPPED
}
