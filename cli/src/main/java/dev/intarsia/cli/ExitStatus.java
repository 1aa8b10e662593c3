package dev.intarsia.cli;

/** What the command tells the script that called it. The numbers are part of the contract. */
public enum ExitStatus {
    DONE(0),
    /** The input is at fault: a model, a target, data. */
    BAD_INPUT(1),
    /** The command line is at fault. */
    BAD_USAGE(2),
    /** A check found a difference. */
    DIFFERENCE(3),
    /** Our own mistake. */
    OUR_MISTAKE(4);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
