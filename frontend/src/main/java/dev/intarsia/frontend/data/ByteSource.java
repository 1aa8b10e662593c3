package dev.intarsia.frontend.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes whose number is known, or at least bounded, before they are read.
 *
 * @param stream gives the bytes
 * @param available how many bytes there can be at most; what a file says of its own size is checked against it
 * @param exact whether there are exactly so many
 */
record ByteSource(InputStream stream, long available, boolean exact) {

    /** The most that one byte of a deflated stream can stand for. */
    static final long LARGEST_INFLATION = 1032;

    /** Reads exactly so many bytes. */
    byte[] read(int count) throws IOException {
        if (count > available) {
            throw new EOFException();
        }
        byte[] bytes = stream.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }

    boolean atEnd() throws IOException {
        return stream.read() < 0;
    }
}
