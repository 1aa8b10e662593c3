package dev.intarsia.simulator.runner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import org.junit.jupiter.api.Test;

class OutputDigestTest {

    private static byte[] bytes(boolean signed, int bits, long... words) {
        return OutputDigest.bytes(RawTensor.of(new IntFormat(signed, bits), Shape.of(words.length), words));
    }

    @Test
    void wordsTakeTheSmallestWidthLittleEndian() {
        assertArrayEquals(new byte[] {-1, 127, -128}, bytes(true, 8, -1, 127, -128));
        assertArrayEquals(new byte[] {-3}, bytes(true, 3, -3));
        assertArrayEquals(new byte[] {-1}, bytes(false, 8, 255));
        assertArrayEquals(new byte[] {-2, -1, 0x34, 0x01}, bytes(true, 10, -2, 0x134));
        assertArrayEquals(new byte[] {0x56, 0x34, 0x12, 0}, bytes(true, 22, 0x123456));
        assertArrayEquals(new byte[] {0, 0, 0, -128}, bytes(true, 32, Integer.MIN_VALUE));
        assertArrayEquals(new byte[] {-1, -1, -1, -1, -1, -1, -1, 127}, bytes(true, 64, Long.MAX_VALUE));
        assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 0, 0, 0}, bytes(false, 33, 1));
    }

    /** SHA-256 of the bytes 01 02 03 fe, as {@code printf '\x01\x02\x03\xfe' | sha256sum} gives it. */
    @Test
    void digestIsThatOfTheBytes() {
        OutputDigest digest = new OutputDigest();
        digest.add(RawTensor.of(IntFormat.I8, Shape.of(3), 1, 2, 3));
        digest.add(RawTensor.of(IntFormat.I8, Shape.of(1), -2));
        assertEquals("eeda8ada5a90b171c765ebe6c049d6a2eb94e49864757f90a4aa5c63eb755a91", digest.hex());
    }

    @Test
    void orderCounts() {
        OutputDigest one = new OutputDigest();
        one.add(RawTensor.of(IntFormat.I8, Shape.of(2), 1, 2));
        OutputDigest other = new OutputDigest();
        other.add(RawTensor.of(IntFormat.I8, Shape.of(2), 2, 1));
        assertNotEquals(one.hex(), other.hex());
    }
}
