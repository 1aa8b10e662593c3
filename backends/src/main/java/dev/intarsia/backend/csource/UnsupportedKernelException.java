package dev.intarsia.backend.csource;

/** A kernel has something that a dialect of C cannot say. The message says what, and what would help. */
public final class UnsupportedKernelException extends RuntimeException {

    private final String help;

    public UnsupportedKernelException(String message, String help) {
        super(message);
        this.help = help;
    }

    /** What the user can do. */
    public String help() {
        return help;
    }
}
