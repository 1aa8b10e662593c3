package dev.intarsia.backend.planted;

/** Breaks a house rule, so that its test is seen to fail. */
public final class UsesTools {

    private UsesTools() {}

    public static Object tools() {
        return dev.intarsia.hwtest.tool.ExternalTool.ALL;
    }
}
