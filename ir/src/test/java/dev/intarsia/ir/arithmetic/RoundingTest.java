package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundingTest {
    /** x / 4 for x = −10 … 10, worked by hand: the quotients run from −2.5 to 2.5 by quarters. */
    @ParameterizedTest
    @CsvSource({
        "FLOOR,            -3 -3 -2 -2 -2 -2 -1 -1 -1 -1 0 0 0 0 1 1 1 1 2 2 2",
        "TOWARD_ZERO,      -2 -2 -2 -1 -1 -1 -1 0 0 0 0 0 0 0 1 1 1 1 2 2 2",
        "HALF_UP,          -2 -2 -2 -2 -1 -1 -1 -1 0 0 0 0 1 1 1 1 2 2 2 2 3",
        "HALF_DOWN,        -3 -2 -2 -2 -2 -1 -1 -1 -1 0 0 0 0 1 1 1 1 2 2 2 2",
        "HALF_AWAY,        -3 -2 -2 -2 -2 -1 -1 -1 -1 0 0 0 1 1 1 1 2 2 2 2 3",
        "HALF_TOWARD_ZERO, -2 -2 -2 -2 -1 -1 -1 -1 0 0 0 0 0 1 1 1 1 2 2 2 2",
        "HALF_EVEN,        -2 -2 -2 -2 -2 -1 -1 -1 0 0 0 0 0 1 1 1 2 2 2 2 2",
    })
    void quartersByHand(Rounding rounding, String expected) {
        long[] words =
                Arrays.stream(expected.split(" ")).mapToLong(Long::parseLong).toArray();
        long[] shifted = new long[21];
        long[] divided = new long[21];
        for (int i = 0; i < 21; i++) {
            shifted[i] = rounding.shiftRight(i - 10, 2);
            divided[i] = rounding.divide(3L * (i - 10), 12);
        }
        assertArrayEquals(words, shifted);
        assertArrayEquals(words, divided);
    }

    /**
     * Had one mode been taken for another, the comparison with the oracle would have said so: each pair differs on
     * its words.
     */
    @Test
    void theOracleTellsEveryModeFromEveryOther() {
        for (Rounding ours : Rounding.values()) {
            for (Rounding planted : Rounding.values()) {
                int differences = 0;
                for (int x = -128; x <= 127; x++) {
                    for (int shift = 0; shift <= 9; shift++) {
                        BigInteger oracle = ExactOracle.scale(BigInteger.valueOf(x), shift, planted);
                        differences += oracle.longValueExact() == ours.shiftRight(x, shift) ? 0 : 1;
                    }
                }
                assertEquals(ours == planted, differences == 0, ours + " against " + planted + ": " + differences);
            }
        }
    }

    @Test
    void extremesDoNotOverflow() {
        assertEquals(-1, Rounding.HALF_AWAY.shiftRight(Long.MIN_VALUE, 63));
        assertEquals(1, Rounding.HALF_UP.shiftRight(Long.MAX_VALUE, 63));
        assertEquals(0, Rounding.TOWARD_ZERO.shiftRight(Long.MIN_VALUE + 1, 63));
        assertEquals(Long.MIN_VALUE, Rounding.HALF_EVEN.shiftRight(Long.MIN_VALUE, 0));
        assertEquals(1, Rounding.HALF_EVEN.divide(Long.MAX_VALUE, Long.MAX_VALUE));
        assertEquals(-1, Rounding.HALF_EVEN.divide(Long.MIN_VALUE, Long.MAX_VALUE));
        assertEquals(-2, Rounding.FLOOR.divide(Long.MIN_VALUE, Long.MAX_VALUE));
    }

    @Test
    void refusesWhatIsOutsideTheDomain() {
        assertThrows(IllegalArgumentException.class, () -> Rounding.FLOOR.shiftRight(1, -1));
        assertThrows(IllegalArgumentException.class, () -> Rounding.FLOOR.shiftRight(1, 64));
        assertThrows(IllegalArgumentException.class, () -> Rounding.FLOOR.divide(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Rounding.FLOOR.divide(1, -3));
    }

    @Test
    void printsAndParses() {
        assertEquals("half_toward_zero", Rounding.HALF_TOWARD_ZERO.text());
        for (Rounding rounding : Rounding.values()) {
            assertEquals(Optional.of(rounding), Rounding.parse(rounding.text()));
        }
        assertTrue(Rounding.parse("HALF_UP").isEmpty());
        assertNotEquals(Rounding.parse("half_up"), Rounding.parse("half_away"));
    }
}
