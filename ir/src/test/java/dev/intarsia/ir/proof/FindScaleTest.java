package dev.intarsia.ir.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Staircase;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindScaleTest {

    private static Optional<Requantization.Scaled> find(
            Requantization.Scaled meaning, Staircase steps, Requantizer form, boolean mayMoveBias) {
        return FindScale.find(steps, form, meaning.zero(), -128, 127, mayMoveBias);
    }

    /** Whatever the two forms are: what is found gives the same word for every accumulator, looked at one by one. */
    @Test
    void whatIsFoundIsEqualEverywhere() {
        SplittableRandom random = new SplittableRandom(20261128);
        int found = 0;
        for (int round = 0; round < 100 * Draws.FACTOR; round++) {
            Requantization.Scaled meaning =
                    Draws.scaled(random, Draws.form(random), random.nextInt(2, 9), random.nextInt(-128, 128));
            long low = -random.nextLong(1, 30_000);
            long high = random.nextLong(1, 30_000);
            Requantizer form = Draws.form(random);
            Optional<Requantization.Scaled> same =
                    find(meaning, meaning.staircase(low, high), form, random.nextBoolean());
            if (same.isPresent()) {
                found++;
                for (long x = low; x <= high; x++) {
                    assertEquals(meaning.word(x), same.get().word(x), meaning.text() + " at " + x);
                }
            }
        }
        System.out.println("COUNT requantizers replaced and compared word by word: " + found);
        assertTrue(found > 12, "only " + found);
    }

    /** "None" is true: for small multipliers every one is tried. */
    @Test
    void whereNothingIsFoundThereIsNothing() {
        SplittableRandom random = new SplittableRandom(20261129);
        int none = 0;
        for (int round = 0; round < 60 * Draws.FACTOR; round++) {
            Requantization.Scaled meaning =
                    Draws.scaled(random, Draws.form(random), random.nextInt(1, 4), random.nextInt(-9, 10));
            Staircase steps = meaning.staircase(-random.nextInt(1, 60), random.nextInt(1, 60));
            MultiplyShift form = new MultiplyShift(
                    random.nextInt(3, 7), false, Rounding.values()[random.nextInt(Rounding.values().length)]);
            boolean exists = false;
            for (int shift = 0; shift <= 12 && !exists; shift++) {
                for (long m = 0; m <= form.multiplierFormat().max() && !exists; m++) {
                    exists = CheckCertificate.complaint(
                                    new Requantization.Scaled(
                                            form, new ScaleParameters(m, shift), 0, meaning.zero(), -128, 127),
                                    steps)
                            .isEmpty();
                }
            }
            none += exists ? 0 : 1;
            boolean found = find(meaning, steps, form, false).isPresent();
            assertEquals(exists, found, meaning.text() + " by " + form.text() + " on " + steps);
        }
        assertTrue(none > 5, "only " + none + " without a solution");
    }

    /** The forms that float models come in, by the forms that hardware has. */
    @ParameterizedTest
    @CsvSource({"float32 half_even, 0.85", "float64 half_away, 0.99"})
    void almostEveryRealScaleHasAnIntegerForm(String text, double part) {
        Requantizer from = Requantizer.parse(text).orElseThrow();
        SplittableRandom random = new SplittableRandom(20261130);
        int count = 200 * Draws.FACTOR;
        int single = 0;
        for (int round = 0; round < count; round++) {
            Requantization.Scaled meaning = Draws.scaled(random, from, random.nextInt(5, 12), -128);
            Staircase steps = meaning.staircase(-200_000, 200_000);
            single += find(meaning, steps, MultiplyShift.SINGLE, true).isPresent() ? 1 : 0;
        }
        System.out.println("COUNT " + text + " of " + count + " with ReLU that are single i32 half_up: " + single);
        assertTrue(single >= count * part, single + " of " + count);
    }

    /** Ties to even at a power of two: a rounding up is right at every second one only, whatever the multiplier is. */
    @Test
    void aScaleWithTiesHasNoFormWithoutThem() {
        Requantization.Scaled meaning = new Requantization.Scaled(
                RealScale.R3, new ScaleParameters(RealScale.R3.scaleBits(0.25), 0), 0, 0, -128, 127);
        Staircase steps = meaning.staircase(-400, 400);
        assertEquals(Optional.empty(), find(meaning, steps, MultiplyShift.SINGLE, true));
        assertEquals(
                new ScaleParameters(1, 2),
                find(meaning, steps, new PowerOfTwo(Rounding.HALF_EVEN), false)
                        .orElseThrow()
                        .parameters());
    }

    /** Rounding down is rounding half up of a sum with half a step more in its bias. */
    @Test
    void theBiasTurnsOneRoundingIntoAnother() {
        Requantization.Scaled meaning =
                new Requantization.Scaled(MultiplyShift.SINGLE, new ScaleParameters(1, 6), 0, 0, -128, 127);
        Staircase steps = meaning.staircase(-9000, 9000);
        Requantizer floor = new PowerOfTwo(Rounding.FLOOR);
        assertEquals(Optional.empty(), find(meaning, steps, floor, false));
        assertEquals(32, find(meaning, steps, floor, true).orElseThrow().offset());
    }
}
