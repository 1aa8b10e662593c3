package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverflowTest {
    @ParameterizedTest
    @CsvSource({
        "200, i8, -56, 127, 127",
        "-129, i8, 127, -128, -127",
        "-128, i8, -128, -128, -127",
        "256, u8, 0, 255, 255",
        "-1, u8, 255, 0, 0",
        "5, i3, -3, 3, 3",
        "1, i1, -1, 0, 0",
        "-1, i1, -1, -1, 0",
        "-1, u64, -1, 0, 0",
        "-9223372036854775808, i64, -9223372036854775808, -9223372036854775808, -9223372036854775807",
    })
    void byHand(long value, String format, long wrapped, long saturated, long symmetric) {
        IntFormat to = IntFormat.parse(format).orElseThrow();
        assertEquals(wrapped, Overflow.WRAP.narrow(value, to));
        assertEquals(saturated, Overflow.SATURATE.narrow(value, to));
        assertEquals(symmetric, Overflow.SATURATE_SYMMETRIC.narrow(value, to));
    }

    @Test
    void impossibleNamesValueAndFormat() {
        assertEquals(127, Overflow.IMPOSSIBLE.narrow(127, IntFormat.I8));
        var refused = assertThrows(ArithmeticException.class, () -> Overflow.IMPOSSIBLE.narrow(128, IntFormat.I8));
        assertEquals("128 does not fit i8, which was taken for impossible", refused.getMessage());
    }

    /** Had one mode been taken for another, the comparison with the oracle would have said so. */
    @Test
    void theOracleTellsEveryModeFromEveryOther() {
        Overflow[] total = {Overflow.WRAP, Overflow.SATURATE, Overflow.SATURATE_SYMMETRIC};
        for (Overflow ours : total) {
            for (Overflow planted : total) {
                int differences = 0;
                for (long x = -200; x <= 200; x++) {
                    BigInteger oracle = ExactOracle.narrow(BigInteger.valueOf(x), planted, true, 8);
                    differences += oracle.longValueExact() == ours.narrow(x, IntFormat.I8) ? 0 : 1;
                }
                assertEquals(ours == planted, differences == 0, ours + " against " + planted + ": " + differences);
            }
        }
    }

    @Test
    void printsAndParses() {
        assertEquals("saturate_symmetric", Overflow.SATURATE_SYMMETRIC.text());
        for (Overflow overflow : Overflow.values()) {
            assertEquals(Optional.of(overflow), Overflow.parse(overflow.text()));
        }
        assertTrue(Overflow.parse("clip").isEmpty());
    }
}
