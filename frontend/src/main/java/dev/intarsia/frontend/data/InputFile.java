package dev.intarsia.frontend.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why a file cannot be read, in words for the user. */
public final class InputFile {

    private InputFile() {}

    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "the file may not be read";
            case EOFException end -> "the file is cut off";
            default -> "the file cannot be read: " + e.getMessage();
        };
    }
}
