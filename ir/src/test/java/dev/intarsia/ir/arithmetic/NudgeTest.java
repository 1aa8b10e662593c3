package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The nudged shift against the rounding that it stands for: ties, their neighbours, and random words. */
class NudgeTest {

    private static final int RANDOM = 2000;
    private static final long LARGEST_PRODUCT = 1L << 62;

    @ParameterizedTest
    @EnumSource
    void isTheRoundingShift(Rounding rounding) {
        Random random = new Random(rounding.ordinal());
        for (int shift = 0; shift <= 62; shift++) {
            Nudge nudge = Nudge.of(rounding, shift);
            long half = shift == 0 ? 0 : 1L << (shift - 1);
            for (long quotient = -3; quotient <= 3; quotient++) {
                for (long around = -1; around <= 1; around++) {
                    check(rounding, nudge, (quotient << shift) + around, shift);
                    check(rounding, nudge, (quotient << shift) + half + around, shift);
                }
            }
            for (int i = 0; i < RANDOM; i++) {
                check(rounding, nudge, random.nextLong() >> 2 + random.nextInt(40), shift);
            }
        }
    }

    /** Within the products of two words of 32 bits; what lies beyond is not asked for. */
    private static void check(Rounding rounding, Nudge nudge, long v, int shift) {
        if (v < -LARGEST_PRODUCT || v > LARGEST_PRODUCT) {
            return;
        }
        assertEquals(rounding.shiftRight(v, shift), nudge.shiftRight(v, shift), () -> rounding + " " + v + " " + shift);
    }

    @ParameterizedTest
    @EnumSource
    void refusesShiftsThatItIsNotExactFor(Rounding rounding) {
        assertThrows(IllegalArgumentException.class, () -> Nudge.of(rounding, 63));
        assertThrows(IllegalArgumentException.class, () -> Nudge.of(rounding, -1));
    }
}
