package dev.intarsia.simulator.replay;

/** The queues of a program wait for tokens that no command left can give. */
public final class DeadlockException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeadlockException(String message) {
        super(message);
    }
}
