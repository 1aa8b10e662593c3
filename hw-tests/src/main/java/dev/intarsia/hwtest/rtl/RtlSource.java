package dev.intarsia.hwtest.rtl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * One SystemVerilog file.
 *
 * @param fileName its name without a folder; the tools' messages refer to it
 * @param text what it holds
 */
public record RtlSource(String fileName, String text) {

    /** What a file's name looks like. */
    public static final String NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]*";

    public RtlSource {
        if (!fileName.matches(NAME)) {
            throw new IllegalArgumentException("not a plain file name: " + fileName);
        }
    }

    /** Whether other files include it, so that it is not compiled by itself. */
    public boolean isHeader() {
        return fileName.endsWith(".svh") || fileName.endsWith(".vh");
    }

    /** A file of this package. */
    static RtlSource shipped(String fileName) {
        try (InputStream in = RtlSource.class.getResourceAsStream(fileName)) {
            if (in == null) {
                throw new IllegalArgumentException("no reference design " + fileName);
            }
            return new RtlSource(fileName, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
