package dev.intarsia.frontend.onnx;

/** A node reads what could not be read, so it is not read either; nothing is reported twice. */
final class DependsOnBrokenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DependsOnBrokenException() {
        super("", null, false, false);
    }
}
