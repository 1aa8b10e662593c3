package dev.intarsia.ir.diagnostic;

import java.util.Objects;

/**
 * A stretch of one line in a text file.
 *
 * @param file the file's name as the user wrote it
 * @param line the line, from 1
 * @param column the first column, from 1, counted in code points
 * @param length how many columns are meant, at least 1
 * @param sourceLine the whole line, without its line end
 */
public record Span(String file, int line, int column, int length, String sourceLine) implements Location {

    public Span {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(sourceLine, "sourceLine");
        if (line < 1 || column < 1 || length < 1) {
            throw new IllegalArgumentException("a span starts at line 1, column 1 and has a length");
        }
    }

    @Override
    public String describe() {
        return file + ":" + line + ":" + column;
    }

    @Override
    public String citation() {
        return file.substring(file.lastIndexOf('/') + 1) + ":" + line + ":" + column;
    }
}
