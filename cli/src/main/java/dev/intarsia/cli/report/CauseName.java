package dev.intarsia.cli.report;

import dev.intarsia.simulator.replay.Cause;

/** What causes of cycles are called. */
public final class CauseName {

    private CauseName() {}

    /** For people. */
    public static String label(Cause cause) {
        return switch (cause) {
            case BUSY -> "busy";
            case FILL -> "pipeline fill";
            case WAIT_LOAD -> "waiting for load";
            case WAIT_COMPUTE -> "waiting for compute";
            case WAIT_POST -> "waiting for post-processing";
            case WAIT_STORE -> "waiting for store";
            case PORT -> "waiting for the port";
            case HOST -> "waiting for the host";
            case IDLE -> "no command left";
        };
    }

    /** In JSON, and as the style class that colours it. */
    public static String key(Cause cause) {
        return switch (cause) {
            case BUSY -> "busy";
            case FILL -> "fill";
            case WAIT_LOAD -> "load";
            case WAIT_COMPUTE -> "compute";
            case WAIT_POST -> "post";
            case WAIT_STORE -> "store";
            case PORT -> "port";
            case HOST -> "host";
            case IDLE -> "idle";
        };
    }
}
