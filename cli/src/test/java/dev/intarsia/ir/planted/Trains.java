package dev.intarsia.ir.planted;

/** Breaks a house rule, so that its test is seen to fail. */
public final class Trains {

    private Trains() {}

    public static Object train() {
        return dev.intarsia.training.planted.Training.EPOCHS;
    }
}
