package dev.intarsia.simulator.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.Staircase;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Lines of doubles are the integer arithmetic, or there is none. */
class LineTest {

    private static final int LOW = -128;
    private static final int HIGH = 127;

    private static Optional<Line> line(LongUnaryOperator word, long low, long high, double slope, long split) {
        return Line.of(Staircase.of(low, high, word), slope, split, LOW, HIGH);
    }

    /** Random scales, every rounding, single and double; among them scales of powers of two, where every other sum is a tie. */
    @Test
    void givesTheWordsOfEveryRequantizer() {
        Random random = new Random(20261125);
        int proved = 0;
        int drawn = 0;
        for (int turn = 0; turn < 3000; turn++) {
            Rounding rounding = Rounding.values()[random.nextInt(Rounding.values().length)];
            // Double rounding with halves to even alternates between its steps: no line, and nobody's requantizer.
            boolean twice = random.nextInt(3) == 0 && rounding != Rounding.HALF_EVEN;
            MultiplyShift form = new MultiplyShift(32, twice, rounding);
            long multiplier = random.nextInt(4) == 0 ? 1L << 30 : (1L << 30) + random.nextInt(1 << 30);
            int shift = 31 + random.nextInt(12);
            long bias = random.nextInt(1 << 14) - (1 << 13);
            long reach = 1 + random.nextInt(1 << 17);
            LongUnaryOperator word = s -> Math.clamp(form.rescale(s + bias, multiplier, shift), LOW, HIGH);
            Optional<Line> line = line(word, -reach, reach, Math.scalb((double) multiplier, -shift), -bias);
            drawn++;
            if (line.isPresent()) {
                proved++;
                for (int i = 0; i < 300; i++) {
                    long near = -bias + random.nextInt(1 << 10) - (1 << 9);
                    long s = i % 2 == 0 ? random.nextLong(-reach, reach + 1) : Math.clamp(near, -reach, reach);
                    assertEquals(
                            word.applyAsLong(s),
                            line.get().at(s, LOW, HIGH),
                            form.text() + " " + multiplier + " >> " + shift + " bias " + bias + " sum " + s);
                }
            }
        }
        System.out.println("COUNT requantizers proved to be lines: " + proved + " of " + drawn);
        assertTrue(proved > drawn * 98 / 100, proved + " of " + drawn + " requantizers are lines");
    }

    /** Steps that are not evenly wide, or come too late, are on no line. */
    @Test
    void isNotMadeOfOtherStaircases() {
        LongUnaryOperator bent = s -> s < 5 ? s : 5 + (s - 5) / 4;
        assertEquals(Optional.empty(), line(bent, 0, 60, 1, 0));
        LongUnaryOperator late = s -> s / 2 + (s == 41 ? 1 : 0);
        assertEquals(Optional.empty(), line(late, 0, 41, 0.5, 0));
        assertEquals(Optional.empty(), line(s -> 0, 0, 5, Double.NaN, 0));
        assertEquals(Optional.empty(), line(s -> 0, 0, 5, -1, 0));
        assertTrue(line(s -> s / 2, 0, 41, 0.5, 0).isPresent());
    }

    /** One word for all sums, be it at a bound or between them. */
    @Test
    void isConstantWhereTheStaircaseIs() {
        for (long word : new long[] {LOW, -3, 0, 100, HIGH}) {
            Line line = line(s -> word, -40, 70, 0x1p-10, 7).orElseThrow();
            for (long s = -40; s <= 70; s++) {
                assertEquals(word, line.at(s, LOW, HIGH));
            }
        }
    }
}
