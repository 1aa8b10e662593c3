package dev.intarsia.ir.planted;

/** Breaks a house rule, so that its test is seen to fail. */
public final class UsesALibrary {

    private UsesALibrary() {}

    public static Object library() {
        return new com.google.gson.Gson();
    }
}
