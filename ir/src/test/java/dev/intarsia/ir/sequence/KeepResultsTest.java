package dev.intarsia.ir.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.Kept;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.schedule.SampleTargets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Which loads go, and where words are kept instead. The first layer makes a tensor of 4 × 3 pixels of 8 channels at address 100 of memory, in two tiles
 * of rows and two blocks of channels; the second one loads it to address 64.
 */
class KeepResultsTest {

    private static final int ROW = 3 * 8;

    private static Command.Post post(int address, int channels) {
        return new Command.Post(
                Sync.NONE,
                Scratchpad.OUTPUT,
                address,
                0,
                6,
                channels,
                8,
                0,
                MultiplyShift.SINGLE,
                0,
                new Clamp(0, 255),
                1);
    }

    private static Command.Store store(int to, int address) {
        return new Command.Store(Sync.NONE, to, address, 1, 0, 1, 0, 2 * ROW);
    }

    private static Command.Load load(int to, int from, int bytes) {
        return new Command.Load(Sync.NONE, Scratchpad.ACTIVATION, to, from, 1, 0, 1, 0, bytes, Surround.NONE);
    }

    private static final List<Command> FIRST = List.of(
            post(0, 4),
            post(4, 4),
            store(100, 0),
            post(2 * ROW, 4),
            post(2 * ROW + 4, 4),
            store(100 + 2 * ROW, 2 * ROW));

    private static KeepResults.Kept keep(List<Command> second) {
        return KeepResults.apply(List.of(FIRST, second), List.of(Set.of(), Set.of(64)), SampleTargets.small());
    }

    @Test
    void theLoadOfAWholeTensorGoesAndItsWordsAreKept() {
        KeepResults.Kept kept = keep(List.of(load(64, 100, 4 * ROW)));
        assertEquals(List.of(Set.of(), Set.of(64)), kept.kept());
        assertEquals(
                List.of(
                        post(0, 4).keeping(new Kept(64, 6, 8, 0)),
                        post(4, 4).keeping(new Kept(68, 6, 8, 0)),
                        store(100, 0),
                        post(2 * ROW, 4).keeping(new Kept(64 + 2 * ROW, 6, 8, 0)),
                        post(2 * ROW + 4, 4).keeping(new Kept(68 + 2 * ROW, 6, 8, 0)),
                        store(100 + 2 * ROW, 2 * ROW)),
                kept.layers().getFirst());
        assertEquals(List.of(), kept.layers().getLast());
    }

    /** Tiles of columns: the rows of a tile do not lie side by side in the tensor. */
    @Test
    void rowsOfATileAreKeptApart() {
        List<Command> first = List.of(
                post(0, 8),
                new Command.Store(Sync.NONE, 100, 0, 2, 4 * ROW, 1, 0, ROW),
                post(0, 8),
                new Command.Store(Sync.NONE, 100 + ROW, 0, 2, 4 * ROW, 1, 0, ROW),
                post(0, 8),
                new Command.Store(Sync.NONE, 100 + 2 * ROW, 0, 2, 4 * ROW, 1, 0, ROW),
                post(0, 8),
                new Command.Store(Sync.NONE, 100 + 3 * ROW, 0, 2, 4 * ROW, 1, 0, ROW));
        KeepResults.Kept kept = KeepResults.apply(
                List.of(first, List.of(load(64, 100, 8 * ROW))), List.of(Set.of(), Set.of(64)), SampleTargets.small());
        for (int tile = 0; tile < 4; tile++) {
            assertEquals(
                    new Kept(64 + tile * ROW, 3, 8, 4 * ROW),
                    ((Command.Post) kept.layers().getFirst().get(2 * tile)).kept());
        }
    }

    /** Padding is written before the first words come, and words go inside of it. */
    @Test
    void paddingIsWrittenByItself() {
        Surround padding = new Surround(1, 2, 3, 4, 7, 1);
        Command.Load padded = new Command.Load(Sync.NONE, Scratchpad.ACTIVATION, 64, 100, 4, ROW, 3, 8, 8, padding);
        KeepResults.Kept kept = keep(List.of(padded));
        int row = (3 + 3 + 4) * 8;
        int first = 64 + row + 3 * 8;
        List<Command> made = kept.layers().getFirst();
        assertEquals(
                new Command.Load(Sync.NONE, Scratchpad.ACTIVATION, 64, 0, 4, ROW, 3, 8, 8, padding.asFrame()),
                made.getFirst());
        assertEquals(post(0, 4).keeping(new Kept(first, 3, 8, row)), made.get(1));
        assertEquals(post(4, 4).keeping(new Kept(first + 4, 3, 8, row)), made.get(2));
        assertEquals(post(2 * ROW, 4).keeping(new Kept(first + 2 * row, 3, 8, row)), made.get(4));
        assertEquals(List.of(), kept.layers().getLast());
    }

    @Test
    void whatIsNotPlainStaysALoad() {
        stays(List.of(load(64, 100, 4 * ROW - 1)));
        stays(List.of(load(64, 99, 4 * ROW)));
        stays(List.of(load(64, 100, 4 * ROW), load(64, 100, 4 * ROW)));
        stays(List.of(load(70, 0, 8), load(64, 100, 4 * ROW)));
        stays(List.of(load(60, 100, 4 * ROW)));
    }

    private static void stays(List<Command> second) {
        KeepResults.Kept kept = keep(second);
        assertEquals(List.of(FIRST, second), kept.layers());
        assertEquals(List.of(Set.of(), Set.of()), kept.kept());
    }

    /** Words go to one place of the activations: the first layer that asks has them. */
    @Test
    void onlyOneLayerFindsThem() {
        List<Command> loads = List.of(load(64, 100, 4 * ROW));
        List<Command> again = List.of(load(256, 100, 4 * ROW));
        KeepResults.Kept kept = KeepResults.apply(
                List.of(FIRST, loads, again), List.of(Set.of(), Set.of(64), Set.of(256)), SampleTargets.small());
        assertEquals(List.of(Set.of(), Set.of(64), Set.of()), kept.kept());
        assertEquals(again, kept.layers().getLast());
        assertTrue(kept.layers().get(1).isEmpty());
    }
}
