package dev.intarsia.ir.planted;

/** Breaks a house rule, so that its test is seen to fail. */
public final class ReadsAFile {

    private ReadsAFile() {}

    public static boolean exists() {
        return java.nio.file.Files.exists(java.nio.file.Path.of("x"));
    }
}
