package dev.intarsia.backend.java;

import dev.intarsia.ir.command.CommandProgram.Image;
import dev.intarsia.ir.type.RawTensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Gathers the known words of a simulator, one stretch after the other. */
final class ResourceImage {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /**
     * A stretch of the resource.
     *
     * @param at its first byte
     * @param count bytes, or words
     */
    record Stretch(int at, int count) {}

    /** Appends bytes. */
    Stretch add(Image image) {
        int at = bytes.size();
        RawTensor content = image.content();
        for (int i = 0; i < content.shape().elements(); i++) {
            bytes.write((int) content.at(i));
        }
        return new Stretch(at, content.shape().elements());
    }

    /** Appends words of 8 bytes, little-endian. */
    Stretch addWords(RawTensor words) {
        int at = bytes.size();
        ByteBuffer buffer = ByteBuffer.allocate(8 * words.shape().elements()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < words.shape().elements(); i++) {
            buffer.putLong(words.at(i));
        }
        bytes.writeBytes(buffer.array());
        return new Stretch(at, words.shape().elements());
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
