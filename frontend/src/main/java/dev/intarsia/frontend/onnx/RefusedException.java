package dev.intarsia.frontend.onnx;

/** A node cannot be read: becomes a diagnostic with the node's place. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String help;

    /**
     * @param reason what was found
     * @param help what to do
     */
    RefusedException(String reason, String help) {
        super(reason, null, false, false);
        this.help = help;
    }

    String help() {
        return help;
    }
}
