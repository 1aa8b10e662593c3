package dev.intarsia.training.planted;

/** Breaks a house rule, so that its test is seen to fail. */
public final class Training {

    private Training() {}

    public static final Object EPOCHS = Integer.getInteger("epochs");
}
