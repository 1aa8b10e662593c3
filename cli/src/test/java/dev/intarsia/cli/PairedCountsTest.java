package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairedCountsTest {

    @Test
    void whatBothGetRightOrWrongIsNotCounted() {
        PairedCounts counts = PairedCounts.of(List.of(1, 1, 2, 3, 0), List.of(1, 0, 0, 4, 9), List.of(1, 1, 0, 4, 5));
        assertEquals(new PairedCounts(2, 1, 5), counts);
        assertEquals(0.2, counts.change());
    }

    @Test
    void theIntervalIsThatOfClopperAndPearson() {
        // Their interval of 2 hits in 10 trials is 0.0252 … 0.5561, in tables.
        PairedCounts counts = new PairedCounts(2, 8, 10);
        assertEquals(2 * 0.02521 - 1, counts.low(), 1e-4);
        assertEquals(2 * 0.55610 - 1, counts.high(), 1e-4);
    }

    @Test
    void withoutADifferenceTheIntervalIsAPoint() {
        PairedCounts counts = new PairedCounts(0, 0, 1000);
        assertTrue(counts.low() == 0 && counts.high() == 0);
    }

    @Test
    void oneSidedDifferencesReachTheEnd() {
        // 0 of 5: 0 … 1 − 0.025^(1/5)
        PairedCounts counts = new PairedCounts(0, 5, 100);
        assertEquals(-0.05, counts.low(), 1e-12);
        assertEquals((2 * (1 - Math.pow(0.025, 0.2)) - 1) * 0.05, counts.high(), 1e-9);
    }
}
