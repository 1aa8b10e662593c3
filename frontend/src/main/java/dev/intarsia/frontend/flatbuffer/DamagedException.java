package dev.intarsia.frontend.flatbuffer;

/** An offset or a length in a flatbuffer leads out of it. The message says what was read and at which byte. */
public final class DamagedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }
}
