package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequantizerTest {
    private static final int HALF = 1 << 30; // ½ in Q31

    @Test
    void oneAndTwoRoundingsByHand() {
        // m = ½, so x·m / 2^32 = x / 4 at t = 32. x = 5: SRDHM gives 2.5 → 3, and 3/2 = 1.5 → 2, where 5/4 = 1.25 → 1.
        assertEquals(2, MultiplyShift.TFLM.rescale(5, HALF, 32));
        assertEquals(1, MultiplyShift.SINGLE.rescale(5, HALF, 32));
        // x = −6: SRDHM gives −3; −1.5 is a tie: away → −2, up → −1.
        assertEquals(-2, MultiplyShift.TFLM.rescale(-6, HALF, 32));
        assertEquals(-1, MultiplyShift.SINGLE.rescale(-6, HALF, 32));
        assertEquals(-1, new MultiplyShift(32, true, Rounding.HALF_UP).rescale(-6, HALF, 32));
        // A left shift of 3: 7·8/2 = 28.
        assertEquals(28, MultiplyShift.TFLM.rescale(7, HALF, 28));
    }

    @Test
    void theFormsDifferOnSomeLiveValues() {
        SplittableRandom random = new SplittableRandom(1);
        int r1r2 = 0;
        int r1r3 = 0;
        for (int i = 0; i < 200_000; i++) {
            long x = random.nextInt(-100_000, 100_000);
            float scale = (float) random.nextDouble(0.0005, 0.01);
            ScaleParameters p = QuantizedMultiplier.of(scale);
            long twice = MultiplyShift.TFLM.rescale(x, p.multiplier(), p.shift());
            r1r2 += twice != MultiplyShift.SINGLE.rescale(x, p.multiplier(), p.shift()) ? 1 : 0;
            r1r3 += twice != RealScale.rescale(x, scale, -2000, 2000) ? 1 : 0;
        }
        assertNotEquals(0, r1r2);
        assertNotEquals(0, r1r3);
    }

    @Test
    void doubleRoundingWrapsBeyondItsDomain() {
        assertTrue(MultiplyShift.TFLM.inDomain(1 << 27, 28));
        assertTrue(MultiplyShift.TFLM.inDomain(-(1 << 28), 28));
        assertFalse(MultiplyShift.TFLM.inDomain(1 << 28, 28));
        assertFalse(MultiplyShift.TFLM.inDomain(1L << 31, 40));
        assertFalse(MultiplyShift.TFLM.inDomain(1L << 62, 28));
        assertTrue(MultiplyShift.SINGLE.inDomain(1L << 62, 28));
        assertEquals(-HALF, MultiplyShift.TFLM.rescale(1 << 28, HALF, 28)); // 2^31 wraps to −2^31
        assertThrows(IllegalArgumentException.class, () -> MultiplyShift.TFLM.rescale(1, HALF, 0));
        assertThrows(IllegalArgumentException.class, () -> MultiplyShift.TFLM.rescale(1, HALF, 63));
        assertThrows(IllegalArgumentException.class, () -> MultiplyShift.TFLM.rescale(1, 1L << 31, 31));
        assertThrows(IllegalArgumentException.class, () -> MultiplyShift.TFLM_WIDE.rescale(1, 0x8000, 15));
        assertThrows(IllegalArgumentException.class, () -> new MultiplyShift(16, true, Rounding.HALF_AWAY));
        assertThrows(IllegalArgumentException.class, () -> new MultiplyShift(33, false, Rounding.HALF_AWAY));
    }

    @Test
    void float32EqualsDecimalArithmetic() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200_000 * Words.FACTOR; i++) {
            long x = Words.random(random, i % 4 == 0 ? 64 : 32);
            float s = Math.scalb(
                    (float) (i % 3 == 0 ? 1 + random.nextInt(8) / 8.0 : random.nextDouble(1, 2)), -random.nextInt(30));
            // fl32 twice, by parsing exact decimals, which rounds to nearest even.
            BigDecimal operand =
                    new BigDecimal(Float.parseFloat(BigDecimal.valueOf(x).toString()));
            BigDecimal product = new BigDecimal(
                    Float.parseFloat(operand.multiply(new BigDecimal(s)).toString()));
            BigInteger rounded = product.setScale(0, RoundingMode.HALF_EVEN).toBigIntegerExact();
            long expected = rounded.max(BigInteger.valueOf(-128 - 5))
                    .min(BigInteger.valueOf(127 - 5))
                    .longValueExact();
            assertEquals(expected, RealScale.R3.rescale(x, RealScale.R3.scaleBits(s), -133, 122), x + " * " + s);
        }
    }

    @Test
    void float64EqualsDecimalArithmetic() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 200_000 * Words.FACTOR; i++) {
            long x = Words.random(random, i % 4 == 0 ? 64 : 32);
            double s =
                    Math.scalb(i % 3 == 0 ? 1 + random.nextInt(8) / 8.0 : random.nextDouble(1, 2), -random.nextInt(30));
            BigDecimal operand =
                    new BigDecimal(Double.parseDouble(BigDecimal.valueOf(x).toString()));
            BigDecimal product = new BigDecimal(
                    Double.parseDouble(operand.multiply(new BigDecimal(s)).toString()));
            BigInteger rounded = product.setScale(0, RoundingMode.HALF_UP).toBigIntegerExact();
            long expected = rounded.max(BigInteger.valueOf(-128))
                    .min(BigInteger.valueOf(127))
                    .longValueExact();
            assertEquals(expected, RealScale.R4.rescale(x, RealScale.R4.scaleBits(s), -128, 127), x + " * " + s);
        }
    }

    @Test
    void realScalesByHand() {
        assertEquals(2, RealScale.rescale(5, 0.5f, -100, 100)); // 2.5 to even
        assertEquals(3, RealScale.rescale(5, 0.5, -100, 100)); // 2.5 away
        assertEquals(-3, RealScale.rescale(-5, 0.5, -100, 100));
        assertEquals(0, RealScale.rescale(1, 0.49999999999999994, -100, 100));
        assertEquals(16777216, RealScale.rescale(16777217, 1f, -1L << 24, 1L << 24)); // fl32(x) is rounded itself
        assertEquals(7, RealScale.rescale(1000, 1f, -8, 7));
        assertEquals(-8, RealScale.rescale(Long.MIN_VALUE, 1.0, -8, 7));
    }

    @Test
    void thresholdsCountThoseReached() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            long[] sorted = random.longs(random.nextInt(20), -30, 30).sorted().toArray();
            long x = random.nextInt(-35, 35);
            long expected =
                    Arrays.stream(sorted).filter(threshold -> threshold <= x).count();
            assertEquals(expected, new Thresholds().rescale(x, sorted));
        }
        assertEquals(2, new Thresholds().rescale(Long.MAX_VALUE, new long[] {Long.MIN_VALUE, Long.MAX_VALUE}));
        assertEquals(1, new Thresholds().rescale(Long.MIN_VALUE, new long[] {Long.MIN_VALUE, Long.MAX_VALUE}));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "double i32 half_away", "double i32 half_up", "single i32 half_up", "single i16 half_away",
                        "single i2 floor",
                "pow2 half_even", "pow2 toward_zero", "float32 half_even", "float64 half_away", "thresholds"
            })
    void printsAndParses(String text) {
        assertEquals(Optional.of(text), Requantizer.parse(text).map(Requantizer::text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "double", "double i16 half_away", "single i33 half_up", "single i1 half_up", "single u8 half_up",
                        "single  i32 half_up",
                "single i32 half_up ", "pow2", "pow2 up", "pow2 floor floor", "float32", "float32 half_away",
                        "threshold"
            })
    void parsesNothingElse(String text) {
        assertEquals(Optional.empty(), Requantizer.parse(text));
    }
}
