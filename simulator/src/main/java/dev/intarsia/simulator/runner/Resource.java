package dev.intarsia.simulator.runner;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The known words of a generated simulator: a file beside its class. */
public final class Resource {

    private Resource() {}

    /** All bytes of a file beside a class. */
    public static byte[] read(Class<?> beside, String name) {
        try (InputStream stream = beside.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + name + " beside " + beside.getName() + " is missing");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A stretch of bytes. */
    public static byte[] bytes(byte[] resource, int at, int count) {
        return Arrays.copyOfRange(resource, at, at + count);
    }

    /** Words of 8 bytes, little-endian. */
    public static long[] words(byte[] resource, int at, int count) {
        long[] words = new long[count];
        ByteBuffer.wrap(resource, at, 8 * count)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .get(words);
        return words;
    }
}
