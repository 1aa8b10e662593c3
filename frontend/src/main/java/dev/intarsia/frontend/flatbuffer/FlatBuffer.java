package dev.intarsia.frontend.flatbuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The bytes of a flatbuffer. Every read is checked against their number.
 *
 * <p>Parts of a flatbuffer may be used more than once, so a small damaged file could describe endless work. Therefore what is read of
 * lists, texts and tables is counted, and reading ends when it is much more than the file holds.
 *
 * <p>Source: <a href="https://flatbuffers.dev/internals/">FlatBuffer internals</a>.
 */
public final class FlatBuffer {

    private static final int IDENTIFIER_AT = 4;
    private static final int IDENTIFIER_BYTES = 4;

    /** Files share small parts, such as the scales of several tensors; more than this is no file of any program. */
    private static final long BYTES_READ_PER_BYTE = 3;

    private static final long BYTES_READ_AT_LEAST = 1 << 16;

    private final ByteBuffer bytes;
    private long left;

    private FlatBuffer(ByteBuffer bytes) {
        this.bytes = bytes;
        this.left = BYTES_READ_PER_BYTE * bytes.limit() + BYTES_READ_AT_LEAST;
    }

    /** A flatbuffer of these bytes, which must not change afterwards. */
    public static FlatBuffer of(byte[] content) {
        return new FlatBuffer(ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** The four letters that say what kind of file it is; empty when it is too short to have them. */
    public Optional<String> identifier() {
        return bytes.limit() < IDENTIFIER_AT + IDENTIFIER_BYTES
                ? Optional.empty()
                : Optional.of(new String(bytes.array(), IDENTIFIER_AT, IDENTIFIER_BYTES, StandardCharsets.ISO_8859_1));
    }

    /**
     * The outermost table.
     *
     * @throws DamagedException when it is not inside the file
     */
    public FlatTable root() {
        return FlatTable.at(this, follow(0, "the root"));
    }

    /** The number of bytes of the whole file. */
    public int size() {
        return bytes.limit();
    }

    /**
     * A part of the file that no vector describes, not copied.
     *
     * @throws DamagedException when it is not inside the file
     */
    public ByteBuffer outside(long at, long length, String what) {
        ByteBuffer part = slice(at, length, what);
        spend(length, what);
        return part;
    }

    byte int8(long at, String what) {
        return bytes.get(inside(at, Byte.BYTES, what));
    }

    int uint16(long at, String what) {
        return Short.toUnsignedInt(bytes.getShort(inside(at, Short.BYTES, what)));
    }

    int int32(long at, String what) {
        return bytes.getInt(inside(at, Integer.BYTES, what));
    }

    long int64(long at, String what) {
        return bytes.getLong(inside(at, Long.BYTES, what));
    }

    float float32(long at, String what) {
        return bytes.getFloat(inside(at, Float.BYTES, what));
    }

    /** Where the offset that is stored at a place leads. */
    int follow(long at, String what) {
        long offset = Integer.toUnsignedLong(int32(at, what));
        return inside(at + offset, Integer.BYTES, what);
    }

    /** A part of the file, not copied. */
    ByteBuffer slice(long at, long length, String what) {
        return bytes.slice(inside(at, length, what), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The number of elements of the vector at a place, which all lie inside the file. */
    int vectorLength(int at, int elementBytes, String what) {
        long length = Integer.toUnsignedLong(int32(at, what));
        inside(at + (long) Integer.BYTES, length * elementBytes, what);
        spend(length * elementBytes, what);
        return (int) length;
    }

    /** Counts work. */
    void spend(long amount, String what) {
        left -= amount;
        if (left < 0) {
            throw new DamagedException("the file uses its parts over and over, at last for " + what);
        }
    }

    private int inside(long at, long length, String what) {
        if (at < 0 || length < 0 || at > bytes.limit() || length > bytes.limit() - at) {
            throw new DamagedException(what + " is said to lie at byte " + at + " and to be " + length
                    + " bytes long, but the file has " + bytes.limit() + " bytes");
        }
        return (int) at;
    }
}
