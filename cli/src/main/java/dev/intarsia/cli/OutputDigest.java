package dev.intarsia.cli;

import dev.intarsia.ir.type.RawTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of raw output words: row-major, little-endian, each in the smallest of 1, 2, 4 or 8 bytes that holds its format, one
 * inference after the other. Two engines have computed the same exactly when their digests are equal.
 */
public final class OutputDigest {

    private final MessageDigest sha256;

    public OutputDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The next output tensor. */
    public void add(RawTensor words) {
        sha256.update(bytes(words));
    }

    /** The next bytes of anything else. */
    public void add(byte[] bytes) {
        sha256.update(bytes);
    }

    /** The digest of everything that was added, in lower-case hexadecimal digits. May be asked once. */
    public String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    static byte[] bytes(RawTensor words) {
        int width = words.format().bytes();
        long[] raw = words.toArray();
        ByteBuffer bytes = ByteBuffer.allocate(raw.length * width + Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < raw.length; i++) {
            bytes.putLong(
                    i * width, raw[i]); // the bytes beyond the width are written over by the next word, or cut off
        }
        return Arrays.copyOf(bytes.array(), raw.length * width);
    }
}
