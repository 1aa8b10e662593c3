package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Every rounding, narrowing and multiply-shift against {@link ExactOracle}: more than ten million words. */
class OracleComparisonTest {
    private static final long SEED = 20260101;

    private long comparisons;

    @TestFactory
    Stream<DynamicTest> agreesWithTheExactOracle() {
        return Stream.of(
                part("formats to 8 bits × shifts × roundings × overflows", this::smallFormats),
                part("8-bit words × multipliers to 6 bits × shifts × roundings", this::smallMultipliers),
                part("shifts of 64-bit corner words and near ties", this::wideShifts),
                part("quotients of 64-bit corner words", this::quotients),
                part("corner words into every format", this::narrowing),
                part("powers of two", this::powersOfTwo),
                part("R1: corners and random words", this::doubleRounding),
                part("R2: corners and random words", this::singleRounding),
                part("R5: 64-bit words × every multiplier width", this::wideMultipliers),
                part("at least ten million words were compared", this::enough));
    }

    private DynamicTest part(String name, Executable body) {
        return dynamicTest(name, body);
    }

    private void enough() {
        System.out.printf("COUNT words of the arithmetic equal to the exact oracle: %,d%n", comparisons);
        assertTrue(comparisons >= 10_000_000, "only " + comparisons);
    }

    private void check(long expected, long actual, Object... what) {
        comparisons++;
        if (expected != actual) {
            fail(List.of(what) + ": expected " + expected + " but was " + actual + " (seed " + SEED + ")");
        }
    }

    private void smallFormats() {
        List<IntFormat> formats = new ArrayList<>();
        for (int bits = 1; bits <= 8; bits++) {
            formats.add(new IntFormat(true, bits));
            formats.add(new IntFormat(false, bits));
        }
        for (IntFormat from : formats) {
            for (long x = from.min(); x <= from.max(); x++) {
                for (int shift = 0; shift <= 9; shift++) {
                    for (Rounding rounding : Rounding.values()) {
                        BigInteger exact = ExactOracle.scale(BigInteger.valueOf(x), shift, rounding);
                        long rounded = rounding.shiftRight(x, shift);
                        for (IntFormat to : formats) {
                            narrowEveryWay(exact, rounded, to);
                        }
                    }
                }
            }
        }
    }

    private void narrowEveryWay(BigInteger exact, long value, IntFormat to) {
        for (Overflow overflow : Overflow.values()) {
            BigInteger expected = ExactOracle.narrow(exact, overflow, to.signed(), to.bits());
            if (expected != null) {
                check(expected.longValue(), overflow.narrow(value, to), value, overflow, to);
                continue;
            }
            try {
                long word = overflow.narrow(value, to);
                fail(value + " narrowed to " + to + " gave " + word + ", but does not fit");
            } catch (ArithmeticException refused) {
                comparisons++;
            }
        }
    }

    private void smallMultipliers() {
        for (int bits = 2; bits <= 6; bits++) {
            for (Rounding rounding : Rounding.values()) {
                var form = new MultiplyShift(bits, false, rounding);
                for (long m = form.multiplierFormat().min();
                        m <= form.multiplierFormat().max();
                        m++) {
                    for (long x = -128; x <= 127; x++) {
                        for (int t = -1; t <= 14; t++) {
                            long expected = ExactOracle.singleRounding(x, m, t, rounding);
                            check(expected, form.rescale(x, m, t), form, x, m, t);
                        }
                    }
                }
            }
        }
    }

    private void wideShifts() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int shift = 0; shift < 64; shift++) {
            for (long x : Words.corners(64)) {
                shiftEveryWay(x, shift);
            }
            for (int i = 0; i < 1000 * Words.FACTOR; i++) {
                shiftEveryWay(Words.nearTie(random, shift), shift);
            }
        }
    }

    private void shiftEveryWay(long x, int shift) {
        for (Rounding rounding : Rounding.values()) {
            long expected = ExactOracle.to64(ExactOracle.scale(BigInteger.valueOf(x), shift, rounding));
            check(expected, rounding.shiftRight(x, shift), rounding, x, shift);
        }
    }

    private void quotients() {
        long[] corners = Words.corners(64);
        SplittableRandom random = new SplittableRandom(SEED);
        for (long x : corners) {
            for (int i = 0; i < 150 * Words.FACTOR; i++) {
                long word = i % 2 == 0 ? corners[random.nextInt(corners.length)] : Words.random(random, 64);
                long divisor = word == Long.MIN_VALUE || word == 0 ? 1 : Math.abs(word);
                // Every other numerator is a multiple of half the divisor, or next to one.
                long numerator = i % 4 < 2 ? x : divisor / 2 * (random.nextInt(64) - 32) + random.nextInt(-1, 2);
                for (Rounding rounding : Rounding.values()) {
                    BigInteger expected =
                            ExactOracle.divide(BigInteger.valueOf(numerator), BigInteger.valueOf(divisor), rounding);
                    check(expected.longValueExact(), rounding.divide(numerator, divisor), rounding, numerator, divisor);
                }
            }
        }
    }

    private void narrowing() {
        for (int bits = 1; bits <= 64; bits++) {
            for (long x : Words.corners(64)) {
                narrowEveryWay(BigInteger.valueOf(x), x, new IntFormat(true, bits));
                narrowEveryWay(BigInteger.valueOf(x), x, new IntFormat(false, bits));
            }
        }
    }

    private void powersOfTwo() {
        for (Rounding rounding : Rounding.values()) {
            PowerOfTwo form = new PowerOfTwo(rounding);
            for (long x : Words.corners(64)) {
                for (int shift = -70; shift <= 130; shift++) {
                    long expected = ExactOracle.to64(ExactOracle.scale(BigInteger.valueOf(x), shift, rounding));
                    check(expected, form.rescale(x, shift), form, x, shift);
                }
            }
        }
    }

    private void doubleRounding() {
        long[] corners = Words.corners(32);
        SplittableRandom random = new SplittableRandom(SEED);
        for (Rounding rounding : new Rounding[] {Rounding.HALF_AWAY, Rounding.HALF_UP}) {
            MultiplyShift form = new MultiplyShift(32, true, rounding);
            for (int t = 1; t <= 62; t++) {
                for (long x : corners) {
                    for (int i = 0; i < 24 * Words.FACTOR; i++) {
                        long m = i % 2 == 0 ? corners[random.nextInt(corners.length)] : random.nextInt();
                        long word = i % 4 < 2 ? x : Words.random(random, 40);
                        long expected = ExactOracle.doubleRounding(word, m, 31 - t, rounding);
                        check(expected, form.rescale(word, m, t), form, word, m, t);
                    }
                }
            }
        }
    }

    private void singleRounding() {
        long[] corners = Words.corners(32);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int t = 1; t <= 62; t++) {
            for (long x : corners) {
                for (int i = 0; i < 40 * Words.FACTOR; i++) {
                    long m = i % 2 == 0 ? corners[random.nextInt(corners.length)] : random.nextInt();
                    long expected = ExactOracle.singleRounding(x, m, t, Rounding.HALF_UP);
                    check(expected, MultiplyShift.SINGLE.rescale(x, m, t), x, m, t);
                }
            }
        }
    }

    private void wideMultipliers() {
        long[] corners = Words.corners(64);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int bits = 2; bits <= 32; bits++) {
            long[] multipliers = Words.corners(bits);
            for (Rounding rounding : Rounding.values()) {
                MultiplyShift form = new MultiplyShift(bits, false, rounding);
                for (int i = 0; i < 6000 * Words.FACTOR; i++) {
                    int t = random.nextInt(-66, 132);
                    long m = i % 2 == 0
                            ? multipliers[random.nextInt(multipliers.length)]
                            : random.nextLong() >> (64 - bits);
                    long x =
                            i % 3 == 0 ? Words.nearTie(random, t < 0 ? 0 : t) : corners[random.nextInt(corners.length)];
                    check(ExactOracle.singleRounding(x, m, t, rounding), form.rescale(x, m, t), form, x, m, t);
                }
            }
        }
    }
}
