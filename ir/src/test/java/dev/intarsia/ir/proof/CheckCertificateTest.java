package dev.intarsia.ir.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Staircase;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The checker says the same as a comparison of all words, for what is right and for what is nearly right. */
class CheckCertificateTest {

    @Test
    void agreesWithAComparisonOfAllWords() {
        SplittableRandom random = new SplittableRandom(20261205);
        int wrong = 0;
        for (int round = 0; round < 200 * Draws.FACTOR; round++) {
            Requantization.Scaled meaning = Draws.scaled(random, MultiplyShift.TFLM, random.nextInt(1, 6), 0);
            ScaleParameters p = meaning.parameters();
            Requantization.Scaled near = new Requantization.Scaled(
                    MultiplyShift.SINGLE,
                    new ScaleParameters(p.multiplier() + random.nextLong(-4000, 4000), p.shift()),
                    random.nextInt(20) == 0 ? 1 : 0,
                    0,
                    -128,
                    127);
            long low = -random.nextLong(1, 3000);
            long high = random.nextLong(1, 3000);
            Certificate certificate = new Certificate(meaning, near, meaning.staircase(low, high));
            boolean equal = true;
            for (long x = low; x <= high; x++) {
                equal &= meaning.word(x) == near.word(x);
            }
            wrong += equal ? 0 : 1;
            assertEquals(equal, CheckCertificate.complaint(certificate).isEmpty(), certificate.text());
        }
        assertTrue(wrong > 20 && wrong < 180 * Draws.FACTOR, "wrong: " + wrong);
    }

    @Test
    void seesAStaircaseThatIsNotTheMeanings() {
        Requantization.Scaled meaning = Draws.scaled(new SplittableRandom(7), MultiplyShift.TFLM, 4, 0);
        Staircase steps = meaning.staircase(-900, 900);
        assertTrue(CheckCertificate.complaint(new Certificate(meaning, new Requantization.Counted(steps), steps))
                .isEmpty());
        for (int i = 0; i < steps.edges(); i += 7) {
            long[] edges = steps.thresholds();
            edges[i]++;
            Staircase moved = Staircase.of(-900, 900, steps.first(), edges);
            assertTrue(CheckCertificate.complaint(new Certificate(meaning, new Requantization.Counted(moved), moved))
                    .isPresent());
        }
    }

    @Test
    void believesNoFormOutsideOfItsDomain() {
        Requantization.Scaled doubled =
                new Requantization.Scaled(MultiplyShift.TFLM, new ScaleParameters(1 << 30, 21), 0, 0, -128, 127);
        assertTrue(doubled.neverFalls(-(1L << 21), (1L << 21) - 1));
        assertTrue(!doubled.neverFalls(0, 1L << 21), "x · 2^10 leaves 32 bits");
        Requantization.Scaled falling =
                new Requantization.Scaled(MultiplyShift.SINGLE, new ScaleParameters(-1, 2), 0, 0, -128, 127);
        assertTrue(!falling.neverFalls(0, 1));
    }
}
