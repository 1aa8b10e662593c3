package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Both ways of computing a sum in float32 against exact decimal numbers, for every pair of words. */
class FusedSumTest {

    private static final int SCALES =
            System.getProperty("intarsia.tests", "quick").equals("full") ? 200 : 12;

    @Test
    void everyPairOfWordsIsAsExactNumbersSay() {
        Random random = new Random(7);
        long words = 0;
        for (int draw = 0; draw < SCALES; draw++) {
            IntFormat format = random.nextBoolean() ? IntFormat.I8 : IntFormat.U8;
            FusedSum sum = FusedSum.of(
                    scale(random), word(random, format), scale(random), word(random, format), scale(random), 3);
            FusedSum.Whole whole = sum.whole(format, format).orElseThrow();
            for (long x = format.min(); x <= format.max(); x++) {
                for (long y = format.min(); y <= format.max(); y++) {
                    long expected = exact(sum, x, y);
                    assertEquals(expected, sum.word(x, y, -300, 300), sum + " of " + x + " and " + y);
                    assertEquals(expected, whole(whole, x, (int) (y - format.min())), sum + " of " + x + " and " + y);
                    words++;
                }
            }
        }
        System.out.println("COUNT float32 sums of two words: " + words);
    }

    @Test
    void scalesFarApartHaveNoWholeNumbers() {
        assertTrue(new FusedSum(1e-30f, 1, 0).whole(IntFormat.I8, IntFormat.I8).isEmpty());
        assertTrue(new FusedSum(1e6f, 1, 0).whole(IntFormat.I8, IntFormat.I8).isEmpty());
        assertTrue(
                new FusedSum(Float.NaN, 1, 0).whole(IntFormat.I8, IntFormat.I8).isEmpty());
    }

    private static float scale(Random random) {
        return random.nextInt(3) == 0
                ? Math.scalb(1f, -random.nextInt(5))
                : (float) (0.1 * Math.exp(random.nextGaussian()));
    }

    private static long word(Random random, IntFormat format) {
        return format.min() + random.nextInt(256);
    }

    private static long exact(FusedSum sum, long x, long y) {
        BigDecimal inner = new BigDecimal(new BigDecimal(sum.inner())
                .multiply(BigDecimal.valueOf(y))
                .add(new BigDecimal(sum.offset()))
                .floatValue());
        BigDecimal all = new BigDecimal(new BigDecimal(sum.outer())
                .multiply(BigDecimal.valueOf(x))
                .add(inner)
                .floatValue());
        return Math.clamp(all.setScale(0, RoundingMode.HALF_EVEN).longValueExact(), -300, 300);
    }

    private static long whole(FusedSum.Whole whole, long x, int y) {
        BigInteger s = BigInteger.valueOf(whole.multiplier())
                .multiply(BigInteger.valueOf(x))
                .add(BigInteger.valueOf(whole.inner()[y]));
        int dropped = Math.clamp(s.abs().bitLength() - 24, 0, whole.mostDropped());
        BigDecimal once = rounded(new BigDecimal(s), dropped);
        return Math.clamp(rounded(once, whole.fractionBits() - dropped).longValueExact(), -300, 300);
    }

    private static BigDecimal rounded(BigDecimal number, int bits) {
        return number.divide(BigDecimal.TWO.pow(bits), MathContext.UNLIMITED).setScale(0, RoundingMode.HALF_EVEN);
    }
}
