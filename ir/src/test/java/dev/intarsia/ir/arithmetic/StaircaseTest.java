package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StaircaseTest {

    @Test
    void findsEveryRiseOfAFunction() {
        SplittableRandom random = new SplittableRandom(20261125);
        for (int round = 0; round < 200; round++) {
            long low = random.nextLong(-500, 500);
            long[] values = new long[random.nextInt(1, 300)];
            values[0] = random.nextInt(-20, 20);
            for (int i = 1; i < values.length; i++) {
                values[i] = values[i - 1] + (random.nextInt(4) == 0 ? random.nextInt(4) : 0);
            }
            Staircase steps = Staircase.of(low, low + values.length - 1, x -> values[(int) (x - low)]);
            for (int i = 0; i < values.length; i++) {
                assertEquals(values[i], steps.at(low + i));
            }
            assertEquals(steps, Staircase.of(steps.low(), steps.high(), steps.first(), steps.thresholds()));
            long from = low + random.nextInt(values.length);
            long to = random.nextLong(from, low + values.length);
            assertEquals(Staircase.of(from, to, steps::at), steps.within(from, to));
        }
    }

    @Test
    void refusesWhatIsNoStaircase() {
        assertThrows(IllegalArgumentException.class, () -> Staircase.of(1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Staircase.of(0, 9, 0, 3, 2));
        assertThrows(IllegalArgumentException.class, () -> Staircase.of(0, 9, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Staircase.of(0, 9, 0, 10));
        assertThrows(IllegalArgumentException.class, () -> Staircase.of(0, 9, x -> -x));
        assertThrows(IllegalArgumentException.class, () -> Staircase.of(0, 9, x -> x == 4 ? 100 : x));
        assertThrows(IllegalArgumentException.class, () -> Staircase.of(0, 1, x -> x << 20));
        assertThrows(
                IllegalArgumentException.class, () -> Staircase.of(0, 9, x -> x).at(10));
    }

    @ParameterizedTest
    @EnumSource
    void aQuotientIsReachedWhereItIsSaid(Rounding rounding) {
        for (int shift = 0; shift < 6; shift++) {
            for (long quotient = -9; quotient <= 9; quotient++) {
                long least = rounding.leastReaching(quotient, shift).longValueExact();
                assertEquals(true, rounding.shiftRight(least, shift) >= quotient);
                assertEquals(true, rounding.shiftRight(least - 1, shift) < quotient);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWordIsReachedAtItsLeastProduct(Rounding rounding) {
        SplittableRandom random = new SplittableRandom(20261126);
        for (int round = 0; round < 2000; round++) {
            boolean twice = random.nextBoolean();
            MultiplyShift form = new MultiplyShift(twice ? 32 : random.nextInt(2, 33), twice, rounding);
            int shift = random.nextInt(twice ? 1 : 0, 40);
            long x = random.nextLong(-5000, 5000);
            long m = random.nextLong(1, form.multiplierFormat().max() + 1);
            if (form.inDomain(x, shift)) {
                long value = form.rescale(x, m, shift) + random.nextInt(-1, 2);
                boolean reached = BigInteger.valueOf(x * m).compareTo(form.leastProduct(value, shift)) >= 0;
                assertEquals(
                        form.rescale(x, m, shift) >= value, reached, form.text() + " " + x + " " + m + " " + shift);
            }
        }
    }
}
