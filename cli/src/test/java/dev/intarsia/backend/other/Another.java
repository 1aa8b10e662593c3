package dev.intarsia.backend.other;

/** Breaks a house rule, so that its test is seen to fail. */
public final class Another {

    private Another() {}

    public static String name() {
        return "other";
    }
}
