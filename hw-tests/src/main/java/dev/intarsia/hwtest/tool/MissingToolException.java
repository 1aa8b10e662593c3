package dev.intarsia.hwtest.tool;

/** A tool that is needed now was not found. The message says how to install it. */
public final class MissingToolException extends RuntimeException {

    private final transient ToolProbe.Missing missing;

    public MissingToolException(ToolProbe.Missing missing) {
        super(missing.hint());
        this.missing = missing;
    }

    public ToolProbe.Missing missing() {
        return missing;
    }
}
