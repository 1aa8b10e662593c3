package dev.intarsia.hwtest.inlay;

/** The accelerator has stopped before all commands were done: with an error, or because it waits for ever. */
public final class InlayStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final InlayError error;

    InlayStoppedException(InlayError error, String message) {
        super(message);
        this.error = error;
    }

    /** What its error register says; {@link InlayError#NONE} when it waits for ever. */
    public InlayError error() {
        return error;
    }
}
