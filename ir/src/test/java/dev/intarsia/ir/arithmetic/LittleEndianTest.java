package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** All words of one and of two bytes. */
class LittleEndianTest {

    @Test
    void bytesAreSignedOrNot() {
        for (int b = -128; b < 128; b++) {
            assertEquals(b, LittleEndian.word((byte) b, 0));
            assertEquals(b & 0xff, LittleEndian.word((byte) b, 1 << 8));
            for (int low = -128; low < 128; low++) {
                int word = (short) (b << 8 | low & 0xff);
                assertEquals(word, LittleEndian.word((byte) low, (byte) b, 0));
                assertEquals(word & 0xffff, LittleEndian.word((byte) low, (byte) b, 1 << 16));
            }
        }
    }
}
