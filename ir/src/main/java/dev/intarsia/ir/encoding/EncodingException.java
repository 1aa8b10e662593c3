package dev.intarsia.ir.encoding;

/** A command that has no binary form, or a binary form or text that is no command: the message says which field and why. */
public final class EncodingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EncodingException(String message) {
        super(message);
    }
}
