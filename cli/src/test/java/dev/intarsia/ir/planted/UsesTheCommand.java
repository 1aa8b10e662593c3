package dev.intarsia.ir.planted;

/** Breaks a house rule, so that its test is seen to fail. */
public final class UsesTheCommand {

    private UsesTheCommand() {}

    public static Object command() {
        return dev.intarsia.cli.ExitStatus.DONE;
    }
}
