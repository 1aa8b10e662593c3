package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntFormatTest {
    private static final IntFormat U64 = new IntFormat(false, 64);

    private static List<IntFormat> all() {
        List<IntFormat> formats = new ArrayList<>();
        for (int bits = 1; bits <= 64; bits++) {
            formats.add(new IntFormat(true, bits));
            formats.add(new IntFormat(false, bits));
        }
        return formats;
    }

    @ParameterizedTest
    @CsvSource({
        "i1, -1, 0, 0, 1",
        "u1, 0, 1, 1, 1",
        "i8, -128, 127, 127, 1",
        "u6, 0, 63, 63, 1",
        "i9, -256, 255, 255, 2",
        "i19, -262144, 262143, 262143, 4",
        "u33, 0, 8589934591, 8589934591, 8",
        "i64, -9223372036854775808, 9223372036854775807, 9223372036854775807, 8",
        "u64, 0, -1, 18446744073709551615, 8",
    })
    void bounds(String text, long min, long max, BigInteger maxValue, int bytes) {
        IntFormat format = IntFormat.parse(text).orElseThrow();
        assertEquals(min, format.min());
        assertEquals(max, format.max());
        assertEquals(BigInteger.valueOf(min), format.minValue());
        assertEquals(maxValue, format.maxValue());
        assertEquals(bytes, format.bytes());
        assertEquals(text, format.toString());
    }

    @Test
    void containsExactlyTheInterval() {
        for (IntFormat format : all()) {
            for (long word : Words.corners(64)) {
                BigInteger value = BigInteger.valueOf(word);
                assertEquals(format.contains(value), format.contains(word), format + " " + word);
            }
            assertFalse(format.contains(format.maxValue().add(BigInteger.ONE)));
            assertFalse(format.contains(format.minValue().subtract(BigInteger.ONE)));
            assertTrue(format.contains(format.maxValue()) && format.contains(format.minValue()));
        }
        assertTrue(U64.contains(Long.MAX_VALUE));
        assertFalse(U64.contains(-1));
    }

    @Test
    void containsAFormatWhenItContainsBothBounds() {
        for (IntFormat outer : all()) {
            for (IntFormat inner : all()) {
                boolean both = outer.contains(inner.minValue()) && outer.contains(inner.maxValue());
                assertEquals(both, outer.contains(inner), outer + " ⊇ " + inner);
            }
        }
    }

    @Test
    void holdingIsTheNarrowestThatFits() {
        for (IntFormat format : all()) {
            assertEquals(
                    format.signed() ? format : new IntFormat(false, format.bits()),
                    IntFormat.holding(format.minValue(), format.maxValue()));
        }
        assertEquals("u1", IntFormat.holding(BigInteger.ZERO, BigInteger.ZERO).toString());
        assertEquals(
                "i1", IntFormat.holdingSigned(BigInteger.ZERO, BigInteger.ZERO).toString());
        assertEquals(
                "i9",
                IntFormat.holdingSigned(BigInteger.ZERO, BigInteger.valueOf(128))
                        .toString());
        assertEquals(
                "i8",
                IntFormat.holding(BigInteger.valueOf(-128), BigInteger.ONE).toString());
        assertEquals(
                "i19",
                IntFormat.holding(BigInteger.valueOf(-158221), BigInteger.valueOf(203940))
                        .toString());
        assertThrows(IllegalArgumentException.class, () -> IntFormat.holding(BigInteger.ONE, BigInteger.ZERO));
        assertThrows(IllegalArgumentException.class, () -> IntFormat.holding(BigInteger.ONE.negate(), U64.maxValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "i", "i0", "u65", "I8", "i08", "s8", "i8 ", "i-8", "i999"})
    void parsesNothingElse(String text) {
        assertEquals(Optional.empty(), IntFormat.parse(text));
    }

    @Test
    void refusesOtherWidths() {
        assertThrows(IllegalArgumentException.class, () -> new IntFormat(true, 0));
        assertThrows(IllegalArgumentException.class, () -> new IntFormat(false, 65));
    }
}
