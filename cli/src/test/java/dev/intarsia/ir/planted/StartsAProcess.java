package dev.intarsia.ir.planted;

/** Breaks a house rule, so that its test is seen to fail. */
public final class StartsAProcess {

    private StartsAProcess() {}

    public static ProcessBuilder process() {
        return new ProcessBuilder("true");
    }
}
