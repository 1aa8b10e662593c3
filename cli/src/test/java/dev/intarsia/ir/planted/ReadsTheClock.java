package dev.intarsia.ir.planted;

/** Breaks a house rule, so that its test is seen to fail. */
public final class ReadsTheClock {

    private ReadsTheClock() {}

    public static long now() {
        return System.nanoTime();
    }
}
