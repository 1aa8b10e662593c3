package dev.intarsia.simulator.runner;

import dev.intarsia.ir.type.RawTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of output words: row-major, little-endian, each in the smallest of 1, 2, 4 or 8 bytes that holds its format, one inference
 * after the other. Two engines have computed the same exactly when their digests are equal.
 */
public final class OutputDigest {

    private final MessageDigest digest;

    public OutputDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The next output tensor. */
    public void add(RawTensor output) {
        digest.update(bytes(output));
    }

    /** The next bytes of anything else. */
    public void add(byte[] bytes) {
        digest.update(bytes);
    }

    /** The digest of everything added, in small hexadecimal letters. Starts anew. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The words as bytes. */
    public static byte[] bytes(RawTensor tensor) {
        int size = tensor.format().bytes();
        ByteBuffer bytes = ByteBuffer.allocate(size * tensor.shape().elements()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < tensor.shape().elements(); i++) {
            switch (size) {
                case 1 -> bytes.put((byte) tensor.at(i));
                case 2 -> bytes.putShort((short) tensor.at(i));
                case 4 -> bytes.putInt((int) tensor.at(i));
                default -> bytes.putLong(tensor.at(i));
            }
        }
        return bytes.array();
    }
}
