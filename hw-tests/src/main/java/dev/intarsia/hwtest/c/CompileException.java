package dev.intarsia.hwtest.c;

/** A compiler refused what was written for it, or a program did not run to its end; the message is what it said. */
public final class CompileException extends RuntimeException {

    public CompileException(String message) {
        super(message);
    }
}
