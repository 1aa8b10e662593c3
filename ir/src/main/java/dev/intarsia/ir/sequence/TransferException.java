package dev.intarsia.ir.sequence;

/** A box that no single load or store moves. A planner looks for another schedule. */
public final class TransferException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TransferException(String message) {
        super(message);
    }
}
