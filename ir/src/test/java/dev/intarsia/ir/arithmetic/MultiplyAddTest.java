package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MultiplyAddTest {

    /** The formula once more, on integers of any size. */
    private static BigInteger exact(MultiplyAdd f, long x) {
        BigInteger y =
                BigInteger.valueOf(x).add(BigInteger.valueOf(f.offset())).multiply(BigInteger.TWO.pow(f.raise()));
        BigInteger product = y.multiply(BigInteger.valueOf(f.multiplier()));
        BigInteger kept = ExactOracle.divide(
                product, BigInteger.TWO.pow(f.dropped()), f.rounded() ? Rounding.HALF_UP : Rounding.FLOOR);
        BigInteger sum = kept.add(BigInteger.valueOf(y.signum() < 0 ? f.addend() - f.below() : f.addend()));
        return ExactOracle.divide(sum, BigInteger.TWO.pow(f.shift()), Rounding.FLOOR);
    }

    @Test
    void isItsFormulaWhereItFits() {
        SplittableRandom random = new SplittableRandom(20261127);
        int fitting = 0;
        for (int round = 0; round < 20_000; round++) {
            MultiplyAdd form = new MultiplyAdd(
                    random.nextLong(-1000, 1000),
                    random.nextInt(9),
                    random.nextLong(Integer.MAX_VALUE),
                    random.nextInt(33),
                    random.nextBoolean(),
                    random.nextLong(-100_000, 100_000),
                    random.nextLong(1000),
                    random.nextInt(12));
            long x = Words.random(random, 24);
            if (form.fits(x, x)) {
                fitting++;
                assertEquals(exact(form, x), BigInteger.valueOf(form.value(x)), form.text() + " at " + x);
            }
        }
        assertTrue(fitting > 1000, () -> "only few fit");
    }

    @Test
    void leavesThirtyTwoBitsWhereItSays() {
        assertTrue(new MultiplyAdd(0, 8, 1, 32, false, 0, 0, 0).fits(-(1 << 23), (1 << 23) - 1));
        assertFalse(new MultiplyAdd(0, 8, 1, 32, false, 0, 0, 0).fits(0, 1 << 23));
        assertFalse(new MultiplyAdd(1, 8, 1, 32, false, 0, 0, 0).fits(0, (1 << 23) - 1));
        assertFalse(new MultiplyAdd(0, 0, Integer.MAX_VALUE, 0, false, 0, 0, 0).fits(0, 2));
        assertFalse(new MultiplyAdd(0, 0, 1, 0, false, Integer.MAX_VALUE, 0, 0).fits(0, 1));
        assertFalse(new MultiplyAdd(0, 0, -1, 0, false, 0, 0, 0).fits(0, 1));
    }
}
