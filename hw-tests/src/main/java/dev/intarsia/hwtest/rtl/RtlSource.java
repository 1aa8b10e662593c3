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

    public RtlSource {
        if (!fileName.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
            throw new IllegalArgumentException("not a plain file name: " + fileName);
        }
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
