package dev.intarsia.ir.planted;

/** Breaks a house rule, so that its test is seen to fail. */
public final class RollsDice {

    private RollsDice() {}

    public static double roll() {
        return Math.random();
    }
}
