package dev.intarsia.ir.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyAdd;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.proof.FindMultiplyAdd.Instructions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindMultiplyAddTest {

    private static Instructions instructions(SplittableRandom random) {
        Instructions plain = switch (random.nextInt(4)) {
            case 0 -> Instructions.HIGH_WORD;
            case 1 -> Instructions.HALF_WORD;
            case 2 -> Instructions.DOUBLED_HIGH_WORD;
            default -> Instructions.LOW_WORD;
        };
        Instructions raised = plain.raisedBy(random.nextInt(2) * random.nextInt(9));
        Instructions rounded = random.nextBoolean() ? raised : raised.roundedHalfUp();
        return random.nextBoolean() ? rounded : rounded.bySign();
    }

    @Test
    void whatIsFoundIsEqualEverywhere() {
        SplittableRandom random = new SplittableRandom(20261201);
        int found = 0;
        for (int round = 0; round < 80 * Draws.FACTOR; round++) {
            Requantization.Scaled meaning =
                    Draws.scaled(random, Draws.form(random), random.nextInt(2, 9), random.nextInt(-128, 128));
            long low = -random.nextLong(1, 20_000);
            long high = random.nextLong(1, 20_000);
            Staircase steps = meaning.staircase(low, high);
            FindMultiplyAdd.Layer layer = FindMultiplyAdd.forLayer(List.of(steps), -128, 127, instructions(random));
            Optional<MultiplyAdd> form = layer.channels().getFirst();
            if (form.isPresent()) {
                found++;
                for (long x = low; x <= high; x++) {
                    assertEquals(
                            meaning.word(x),
                            Math.clamp(form.get().value(x), -128, 127),
                            meaning.text() + " = " + form.get().text() + " at " + x);
                }
            }
        }
        System.out.println("COUNT instruction constants compared word by word: " + found);
        assertTrue(found > 30, "only " + found);
    }

    /** What the prototypes found by search, for layers of one shift. Zero point −128 is a ReLU; others need another addend below 0. */
    @ParameterizedTest
    @CsvSource({"-128, 0, false", "-128, 8, false", "3, 8, true"})
    void everyChannelOfALayerHasConstants(long zero, int raise, boolean bySign) {
        SplittableRandom random = new SplittableRandom(20261202);
        Instructions plain = Instructions.HIGH_WORD.raisedBy(raise);
        Instructions instructions = bySign ? plain.bySign() : plain;
        int channels = 16 * Draws.FACTOR;
        for (int exponent = 6; exponent <= 11; exponent++) {
            List<Staircase> layer = new ArrayList<>();
            for (int k = 0; k < channels; k++) {
                Requantization.Scaled meaning =
                        Draws.scaled(random, MultiplyShift.TFLM, exponent + random.nextInt(3), zero);
                long reach = 500L << exponent;
                layer.add(meaning.staircase(-random.nextLong(1, reach), random.nextLong(1, reach)));
            }
            FindMultiplyAdd.Layer found = FindMultiplyAdd.forLayer(layer, -128, 127, instructions);
            assertTrue(found.isComplete(), found.found() + " of " + channels + " for 2^-" + exponent);
        }
    }

    @Test
    void tellsWhatTheInstructionsCannotDo() {
        Requantization.Scaled meaning =
                new Requantization.Scaled(MultiplyShift.TFLM, new ScaleParameters(3 << 29, 39), 0, 3, -128, 127);
        Staircase steps = meaning.staircase(-60_000, 60_000);
        assertEquals(
                0,
                FindMultiplyAdd.forLayer(List.of(steps), -128, 127, Instructions.HIGH_WORD.raisedBy(8))
                        .found(),
                "halves away from 0 on both sides of it, with one addend");
        assertEquals(
                0,
                FindMultiplyAdd.forLayer(List.of(steps), -100, 127, Instructions.HIGH_WORD)
                        .found(),
                "words below the saturation");
        Staircase wide = meaning.staircase(-(1L << 30), 1L << 30);
        assertEquals(
                0,
                FindMultiplyAdd.forLayer(List.of(wide), -128, 127, Instructions.HIGH_WORD.raisedBy(8))
                        .found(),
                "an accumulator that leaves 32 bits when raised");
    }

    @Test
    void theRequantizersOwnMultiplierDoesWithOneInstructionMore() {
        SplittableRandom random = new SplittableRandom(20261203);
        for (int round = 0; round < 100 * Draws.FACTOR; round++) {
            Requantizer form = random.nextBoolean() ? MultiplyShift.TFLM : MultiplyShift.SINGLE;
            Requantization.Scaled meaning =
                    Draws.scaled(random, form, random.nextInt(1, 12), random.nextInt(-128, 128));
            Staircase steps = meaning.staircase(-20_000, 20_000);
            MultiplyAdd direct = FindMultiplyAdd.direct(steps, meaning).orElseThrow();
            for (long x = -20_000; x <= 20_000; x++) {
                assertEquals(meaning.word(x), Math.clamp(direct.value(x), -128, 127));
            }
        }
    }

    @Test
    void constantsAreWords() {
        SplittableRandom random = new SplittableRandom(20261204);
        Requantization.Scaled meaning = Draws.scaled(random, MultiplyShift.TFLM, 9, -128);
        Staircase steps = meaning.staircase(-90_000, 90_000);
        FindMultiplyAdd.Layer layer = FindMultiplyAdd.forLayer(List.of(steps), -128, 127, Instructions.HIGH_WORD);
        MultiplyAdd form = layer.channels().getFirst().orElseThrow();
        assertTrue(IntFormat.I32.contains(form.multiplier()) && form.multiplier() > 1 << 28, "all bits are used");
        assertEquals(layer.shift(), form.shift());
    }
}
