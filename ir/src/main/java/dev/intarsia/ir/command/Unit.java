package dev.intarsia.ir.command;

/** The units of an accelerator; each runs down its own queue. */
public enum Unit {
    /** From memory into the scratchpads. */
    LOAD,
    /** MAC array and vector lanes, into the accumulators. */
    COMPUTE,
    /** Post-processing, from the accumulators. */
    POST,
    /** From the output buffer into memory. */
    STORE;

    /**
     * Whether this unit prepares a command only once it has a certain unit's tokens; other tokens it needs when the command begins to stream. Load and
     * store take all tokens first. The array walks its taps' offsets without any. Post-processing reads its parameters while it prepares, so that
     * they have to be loaded, and sums need not be there yet.
     */
    public boolean preparesBehind(Unit giver) {
        return switch (this) {
            case LOAD, STORE -> true;
            case COMPUTE -> false;
            case POST -> giver == LOAD;
        };
    }
}
