package dev.intarsia.ir.command;

/**
 * What is wrong with a command program.
 *
 * @param kind which mistake
 * @param layer the node of the command
 * @param command its place in the layer, from 0
 * @param message one sentence
 */
public record Hazard(Kind kind, String layer, int command, String message) {

    /** The mistakes that a program can have. */
    public enum Kind {
        /** Something is read that nothing has written, or may be read before it is written. */
        READ_BEFORE_WRITE,
        /** Something may be overwritten while it is still read. */
        WRITE_BEFORE_LAST_READ,
        /** Two writes to one place may come in either order. */
        WRITE_ORDER,
        /** A queue waits for a token that never comes. */
        DEADLOCK,
        /** Tokens are left over. */
        TOKENS_LEFT,
        /** An address lies outside of its memory. */
        OUT_OF_RANGE
    }

    @Override
    public String toString() {
        return layer + ", command " + command + ": " + message;
    }
}
