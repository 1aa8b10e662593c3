package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizedMultiplierTest {
    @ParameterizedTest
    @CsvSource({
        "1, 32, 1073741824, 30",
        "0.75, 8, 96, 7",
        "0.1, 8, 102, 10",
        "0.99999, 8, 64, 6",
        "3, 4, 6, 1",
        "1000, 4, 4, -8",
        "0, 16, 0, 15",
        "4.9E-324, 16, 16384, 1088",
        "1, 2, 1, 0",
        "1.5, 2, 1, -1",
    })
    void byHand(double d, int bits, long multiplier, int shift) {
        assertEquals(new ScaleParameters(multiplier, shift), QuantizedMultiplier.of(d, bits));
    }

    @Test
    void isTheNearestOfItsWidth() {
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 20_000; i++) {
            int bits = random.nextInt(2, 33);
            double d = Math.scalb(random.nextDouble(1, 2), random.nextInt(-60, 60));
            ScaleParameters p = QuantizedMultiplier.of(d, bits);
            long m = p.multiplier();
            assertTrue(1L << (bits - 2) <= m && m < 1L << (bits - 1), d + " in " + bits + " bits gives " + p);
            BigDecimal scaled = times2To(new BigDecimal(d), p.shift());
            BigInteger nearest = scaled.setScale(0, RoundingMode.HALF_UP).toBigIntegerExact();
            // At the top of a binade rounding carries into the next; there, half the nearest of the finer grid is m.
            BigInteger finer =
                    times2To(scaled, 1).setScale(0, RoundingMode.HALF_UP).toBigIntegerExact();
            boolean carried = finer.equals(BigInteger.ONE.shiftLeft(bits - 1));
            assertEquals(carried ? finer.shiftRight(1) : nearest, BigInteger.valueOf(m), d + " in " + bits + " bits");
        }
    }

    private static BigDecimal times2To(BigDecimal x, int exponent) {
        BigDecimal power = new BigDecimal(BigInteger.TWO.pow(Math.abs(exponent)));
        return exponent < 0 ? x.multiply(BigDecimal.ONE.divide(power)) : x.multiply(power);
    }

    @Test
    void flushesAndSaturatesAsTensorFlowLiteDoes() {
        assertEquals(new ScaleParameters(1 << 30, 62), QuantizedMultiplier.of(0x1p-32));
        assertEquals(new ScaleParameters(0, 31), QuantizedMultiplier.of(0x1.8p-33));
        assertEquals(new ScaleParameters(0, 31), QuantizedMultiplier.of(0));
        assertEquals(new ScaleParameters(1 << 30, -1), QuantizedMultiplier.of(0x1p31));
        assertEquals(new ScaleParameters(Integer.MAX_VALUE, 1), QuantizedMultiplier.ofSingleRounding(0x1p31));
        assertEquals(new ScaleParameters(1 << 30, 1), QuantizedMultiplier.ofSingleRounding(0x1p29));
        assertEquals(new ScaleParameters(-3L << 29, 31), QuantizedMultiplier.of(-0.75));
    }

    @Test
    void reducesTo16Bits() {
        assertEquals(new ScaleParameters(0x4000, 20), new ScaleParameters(1 << 30, 36).reduceTo16());
        assertEquals(new ScaleParameters(0x7FFF, 15), new ScaleParameters(0x7FFEFFFF, 31).reduceTo16());
        assertEquals(new ScaleParameters(0x7FFF, 15), new ScaleParameters(0x7FFF0000, 31).reduceTo16());
        assertEquals(new ScaleParameters(0x7FFF, 15), new ScaleParameters(0x7FFFFFFF, 31).reduceTo16());
        assertEquals(new ScaleParameters(0x5556, 15), new ScaleParameters(0x55558000, 31).reduceTo16());
        assertThrows(IllegalArgumentException.class, () -> new ScaleParameters(-1, 31).reduceTo16());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "0.5, 1",
        "1.4, 0",
        "1.4142135623730950, 0",
        "1.4142135623730951, -1",
        "1.42, -1",
        "3, -2",
        "0.09, 3",
        "4.9E-324, 1074"
    })
    void nearestPowerOfTwo(double d, int shift) {
        // The doubles either side of √2 are 1.4142135623730950 (parses to 1.4142135623730949…) and 1.4142135623730951.
        assertEquals(new ScaleParameters(1, shift), QuantizedMultiplier.powerOfTwo(d));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesWhatIsNotFinite(double d) {
        assertThrows(IllegalArgumentException.class, () -> QuantizedMultiplier.of(d));
        assertThrows(IllegalArgumentException.class, () -> QuantizedMultiplier.of(d, 16));
        assertThrows(IllegalArgumentException.class, () -> QuantizedMultiplier.ofSingleRounding(d));
        assertThrows(IllegalArgumentException.class, () -> QuantizedMultiplier.powerOfTwo(d));
    }

    @Test
    void refusesNegativeScalesAndOtherWidths() {
        assertThrows(IllegalArgumentException.class, () -> QuantizedMultiplier.of(-1, 16));
        assertThrows(IllegalArgumentException.class, () -> QuantizedMultiplier.ofSingleRounding(-1));
        assertThrows(IllegalArgumentException.class, () -> QuantizedMultiplier.powerOfTwo(0));
        assertThrows(IllegalArgumentException.class, () -> QuantizedMultiplier.of(1, 1));
        assertThrows(IllegalArgumentException.class, () -> QuantizedMultiplier.of(1, 33));
    }
}
