package dev.intarsia.backend.planted;

/** Breaks a house rule, so that its test is seen to fail. */
public final class UsesAnother {

    private UsesAnother() {}

    public static Object another() {
        return dev.intarsia.backend.other.Another.name();
    }
}
