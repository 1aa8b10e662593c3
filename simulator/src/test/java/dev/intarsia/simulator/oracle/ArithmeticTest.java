package dev.intarsia.simulator.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Rounding;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The oracle's arithmetic and the arithmetic package were written apart; both have to say the same. */
class ArithmeticTest {

    private static final List<Long> CORNERS =
            List.of(0L, 1L, -1L, 127L, -128L, (1L << 31) - 1, -(1L << 31), (1L << 62) - 1, -(1L << 62), 3L << 40);

    @Test
    void shiftsAgreeOnEveryEightBitWordAndAllModes() {
        for (Rounding rounding : Rounding.values()) {
            for (int shift = 0; shift <= 10; shift++) {
                for (long x = -256; x <= 255; x++) {
                    long expected = rounding.shiftRight(x, shift);
                    assertEquals(expected, Arithmetic.shift(x, shift, rounding), x + " >> " + shift + " " + rounding);
                    assertEquals(
                            BigInteger.valueOf(expected), Arithmetic.shift(BigInteger.valueOf(x), shift, rounding));
                }
            }
        }
    }

    @Test
    void quotientsAgreeOnEveryEightBitWordAndAllModes() {
        for (Rounding rounding : Rounding.values()) {
            for (long divisor = 1; divisor <= 20; divisor++) {
                for (long x = -256; x <= 255; x++) {
                    long expected = rounding.divide(x, divisor);
                    assertEquals(expected, Arithmetic.divide(x, divisor, rounding), x + " / " + divisor + rounding);
                    assertEquals(
                            BigInteger.valueOf(expected),
                            Arithmetic.divide(BigInteger.valueOf(x), BigInteger.valueOf(divisor), rounding));
                }
            }
        }
    }

    @Test
    void castsAgree() {
        Random random = new Random(2);
        for (int bits = 1; bits <= 63; bits++) {
            for (boolean signed : new boolean[] {true, false}) {
                IntFormat to = new IntFormat(signed, bits);
                for (Overflow overflow : List.of(Overflow.WRAP, Overflow.SATURATE, Overflow.SATURATE_SYMMETRIC)) {
                    for (int i = 0; i < 40; i++) {
                        long x = i < CORNERS.size() ? CORNERS.get(i) : random.nextLong() >> random.nextInt(64);
                        long expected = overflow.narrow(x, to);
                        assertEquals(
                                BigInteger.valueOf(expected),
                                Arithmetic.cast(BigInteger.valueOf(x), to, overflow),
                                x + " to " + to + " " + overflow);
                        if (bits <= 62) {
                            assertEquals(expected, Arithmetic.cast(x, to, overflow), x + " to " + to + " " + overflow);
                        }
                    }
                }
            }
        }
    }

    @Test
    void singleRoundingAgreesWithAllModes() {
        Random random = new Random(3);
        for (Rounding rounding : Rounding.values()) {
            MultiplyShift form = new MultiplyShift(32, false, rounding);
            for (int i = 0; i < 20_000; i++) {
                long x = random.nextLong() >> random.nextInt(64);
                long m = random.nextInt() >> random.nextInt(32);
                int t = random.nextInt(-10, 64);
                BigInteger found = Arithmetic.rescale(form, BigInteger.valueOf(x), BigInteger.valueOf(m), t);
                assertEquals(BigInteger.valueOf(form.rescale(x, m, t)), found, x + " · " + m + " >> " + t + rounding);
            }
        }
    }

    @Test
    void doubleRoundingAgreesInsideOfItsDomain() {
        Random random = new Random(4);
        for (int i = 0; i < 200_000; i++) {
            int x = i < 100
                    ? (i % 2 == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE)
                    : random.nextInt() >> random.nextInt(32);
            long m = i < 100 ? Integer.MIN_VALUE + i / 2 : random.nextInt();
            int t = random.nextInt(1, 63);
            assertEquals(
                    MultiplyShift.TFLM.rescale(x, m, t),
                    Arithmetic.rescale(MultiplyShift.TFLM, x, m, t),
                    x + " · " + m + " >> " + t);
        }
    }

    @Test
    void realScalesAgree() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            long x = random.nextInt();
            double scale = random.nextDouble() / 1e6;
            for (RealScale form : List.of(RealScale.R3, RealScale.R4)) {
                long bits = form.scaleBits(scale);
                long found = Math.clamp(Arithmetic.rescale(form, x, bits, 0L), -128, 127);
                assertEquals(form.rescale(x, bits, -128, 127), found, x + " · " + scale + " " + form.text());
            }
        }
    }
}
