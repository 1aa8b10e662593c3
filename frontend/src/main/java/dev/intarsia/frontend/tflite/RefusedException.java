package dev.intarsia.frontend.tflite;

/** Something in the file is not supported: ends the import of one operator or tensor, and becomes a diagnostic there. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String help;

    /**
     * @param reason what was found and what is expected
     * @param help what to do instead
     */
    RefusedException(String reason, String help) {
        super(reason, null, false, false);
        this.help = help;
    }

    String help() {
        return help;
    }
}
