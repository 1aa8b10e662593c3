package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.engine.Samplewise;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplewiseTest {

    @Test
    void resultsAreInTheOrderOfTheSamples() {
        List<Integer> squares = Samplewise.map(10_000, () -> i -> i * i, () -> {});
        assertEquals(IntStream.range(0, 10_000).mapToObj(i -> i * i).toList(), squares);
        assertEquals(List.of(), Samplewise.map(0, () -> i -> i, () -> {}));
    }

    @Test
    void eachThreadHasAWorkerOfItsOwn() {
        AtomicInteger workers = new AtomicInteger();
        Samplewise.map(
                1_000,
                () -> {
                    workers.incrementAndGet();
                    return i -> i;
                },
                () -> {});
        assertEquals(Runtime.getRuntime().availableProcessors(), workers.get());
    }

    @Test
    void aFailureEndsAllAndArrivesAsItWas() {
        AtomicInteger done = new AtomicInteger();
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class,
                () -> Samplewise.map(
                        1_000_000,
                        () -> i -> {
                            if (i == 5) {
                                throw new IllegalArgumentException("sample 5");
                            }
                            return done.incrementAndGet();
                        },
                        () -> {}));
        assertEquals("sample 5", failure.getMessage());
        assertTrue(done.get() < 1_000_000);
    }

    @Test
    void answersAreTheFirstGreatestWord() {
        var words = dev.intarsia.ir.type.RawTensor.of(
                dev.intarsia.ir.arithmetic.IntFormat.I8, dev.intarsia.ir.type.Shape.of(4), -5, 7, 7, -128);
        assertEquals(1, Score.answer(words));
        assertEquals(0.5, new Score(2, 4).accuracy());
        assertEquals(new Score(2, 3), Score.of(List.of(1, 2, 3), List.of(1, 2, 4)));
    }
}
