package dev.intarsia.ir.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.schedule.SampleTargets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which entries the sums of a layer get, on a target with 64. */
class RotateAccumulatorsTest {

    private static Command multiply(int entry, int pixels, boolean accumulate) {
        Command.Window window = new Command.Window(0, 1, 0, pixels, 1, 0, 1, 1, 1, 0, 0, 1, true);
        return new Command.Multiply(Sync.NONE, window, 0, 1, entry, 4, accumulate);
    }

    private static Command vector(int entry, int pixels) {
        Command.Window window = new Command.Window(0, 1, 0, pixels, 1, 0, 1, 1, 1, 0, 0, 1, true);
        return new Command.Vector(Sync.NONE, new Command.LaneOperation.Total(), window, entry, 4);
    }

    private static Command post(int entry, int pixels) {
        return new Command.Post(
                Sync.NONE, Scratchpad.OUTPUT, 0, entry, pixels, 4, 4, 0, MultiplyShift.SINGLE, 0, new Clamp(0, 255), 1);
    }

    private static List<Integer> entries(Command... commands) {
        List<Integer> entries = new ArrayList<>();
        for (Command command : RotateAccumulators.apply(List.of(commands), SampleTargets.small())) {
            entries.add(
                    switch (command) {
                        case Command.Multiply m -> m.accumulators();
                        case Command.Vector v -> v.accumulators();
                        case Command.Post p -> p.accumulators();
                        case Command.Load l -> throw new AssertionError();
                        case Command.Store s -> throw new AssertionError();
                    });
        }
        return entries;
    }

    @Test
    void eachRoundHasEntriesOfItsOwnAsLongAsThereAreAny() {
        assertEquals(
                List.of(0, 0, 0, 20, 20, 20, 40, 40, 0, 0),
                entries(
                        multiply(0, 20, false),
                        multiply(0, 20, true),
                        post(0, 20),
                        multiply(0, 20, false),
                        multiply(0, 20, true),
                        post(0, 20),
                        vector(0, 20),
                        post(0, 20),
                        multiply(0, 7, false),
                        post(0, 7)));
    }

    /** Two blocks of sums are gathered before either is taken. */
    @Test
    void aRoundLastsUntilAllItsSumsAreTaken() {
        assertEquals(
                List.of(4, 14, 4, 14, 24, 34, 24, 34),
                entries(
                        multiply(4, 10, false),
                        multiply(14, 10, false),
                        post(4, 10),
                        post(14, 10),
                        multiply(4, 10, false),
                        multiply(14, 10, false),
                        post(4, 10),
                        post(14, 10)));
        assertEquals(
                List.of(4, 14, 4, 4, 14, 4),
                entries(
                        multiply(4, 10, false),
                        multiply(14, 10, false),
                        post(4, 10),
                        multiply(4, 10, false),
                        post(14, 10),
                        post(4, 10)),
                "sums that were not taken stay where they are");
    }

    @Test
    void whereTwoRoundsDoNotFitThereIsOne() {
        assertEquals(
                List.of(0, 0, 0, 0), entries(multiply(0, 33, false), post(0, 33), multiply(0, 33, false), post(0, 33)));
    }
}
