package dev.intarsia.simulator.replay;

import dev.intarsia.ir.command.Unit;

/** What a unit spends a cycle on. Each cycle of each unit has exactly one. */
public enum Cause {
    /** A step of a command. */
    BUSY,
    /** A token from the load unit is missing. */
    WAIT_LOAD,
    /** A token from the compute unit is missing. */
    WAIT_COMPUTE,
    /** A token from post-processing is missing. */
    WAIT_POST,
    /** A token from the store unit is missing. */
    WAIT_STORE,
    /** The memory port serves the other unit. */
    PORT,
    /** The next command prepares, or the last one drains, and nothing overlaps it. */
    FILL,
    /** The other units finish before a layer that the host computes. */
    HOST,
    /** No command is left. */
    IDLE;

    /** The cause of waiting for a unit's token. */
    static Cause waitingFor(Unit unit) {
        return switch (unit) {
            case LOAD -> WAIT_LOAD;
            case COMPUTE -> WAIT_COMPUTE;
            case POST -> WAIT_POST;
            case STORE -> WAIT_STORE;
        };
    }
}
