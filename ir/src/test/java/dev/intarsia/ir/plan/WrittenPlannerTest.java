package dev.intarsia.ir.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.schedule.SampleKernels;
import dev.intarsia.ir.schedule.SampleTargets;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.target.Accelerator;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A plan that was printed is read as the same plan; what was changed to the worse is refused at its line. */
class WrittenPlannerTest {

    private static final Program PROGRAM = SampleKernels.program();
    private static final Accelerator TARGET = SampleTargets.small();
    private static final Plan PLAN = new SearchingPlanner().plan(PROGRAM, TARGET, new Diagnostics());
    private static final String TEXT = PlanPrinter.print(PLAN, Optional.empty());

    private static Plan read(String text) {
        return new WrittenPlanner("hand.plan", text).plan(PROGRAM, TARGET, new Diagnostics());
    }

    private static String refused(String text) {
        return assertThrows(InvalidInputException.class, () -> read(text)).getMessage();
    }

    @Test
    void whatWasPrintedIsReadAsTheSamePlan() {
        Plan read = read(TEXT);
        assertEquals(TEXT, PlanPrinter.print(read, Optional.empty()));
        assertEquals(Sequence.apply(PLAN).layers(), Sequence.apply(read).layers());
    }

    @Test
    void aLayerIsMovedToTheHostByHand() {
        Accelerator roomy = SampleTargets.memories(2048, 512, 256, 32, 64);
        String text =
                PlanPrinter.print(new SearchingPlanner().plan(PROGRAM, roomy, new Diagnostics()), Optional.empty());
        // The dense layer reads what relu gives, as a vector: flat.
        String kept = "  keep flat.activations\n";
        assertTrue(text.contains(kept), "a layer finds the words of another one on the chip");
        String layer = "relu";
        int from = text.indexOf("schedule " + layer + " on small");
        int to = text.indexOf("\n\n", from);
        String moved = text.substring(0, from) + layer + " on host: to see what it costs" + text.substring(to);
        // Words of the host are in memory only.
        WrittenPlanner keeping = new WrittenPlanner("hand.plan", moved);
        assertTrue(assertThrows(InvalidInputException.class, () -> keeping.plan(PROGRAM, roomy, new Diagnostics()))
                .getMessage()
                .contains("the words of flat.activations cannot stay on the chip"));
        Plan read = new WrittenPlanner("hand.plan", moved.replace(kept, "")).plan(PROGRAM, roomy, new Diagnostics());
        assertEquals(
                "to see what it costs", ((LayerPlan.OnHost) read.layer(layer).orElseThrow()).reason());
        Sequence.apply(read);
    }

    @Test
    void aStepThatIsNoneIsRefusedAtItsLine() {
        String message = refused(TEXT.replaceFirst("  split (\\S+) by", "  divide $1 by"));
        assertTrue(message.contains("is no step"), message);
        assertTrue(message.startsWith("hand.plan:"), message);
    }

    @Test
    void aStepThatCannotBeCarriedOutSaysWhy() {
        String message = refused(TEXT.replaceFirst("  split \\S+ by", "  split nothing by"));
        assertTrue(message.contains("there is no loop nothing"), message);
    }

    @Test
    void aPlaceOutsideOfItsMemoryIsRefused() {
        String message = refused(TEXT.replaceFirst("place (\\S+\\.activations) at \\d+", "place $1 at 100000"));
        assertTrue(message.contains("from 100000 on, and activations has"), message);
    }

    @Test
    void placesThatLieOverEachOtherAreRefused() {
        String message = refused(TEXT.replaceFirst("place (\\S+\\.activations) at (\\d+), \\d+", "place $1 at $2, $2"));
        assertTrue(message.contains("lies over"), message);
    }

    /** Taking a line out is no harm; that words stay where nothing writes them is refused at its line. */
    @Test
    void whatStaysOnTheChipIsSaidByHand() {
        assertTrue(TEXT.contains("  keep "), TEXT);
        Plan loads = read(TEXT.replaceAll("  keep [^\n]*\n", ""));
        Sequence.apply(loads);
        assertEquals(TEXT.replaceAll("  keep [^\n]*\n", ""), PlanPrinter.print(loads, Optional.empty()));
        String message = refused(TEXT.replaceFirst("(  place x.activations at [^\n]*\n)", "$1  keep x.activations\n"));
        assertTrue(
                message.contains("cannot stay on the chip") || message.contains("only a whole tensor is kept"),
                message);
        String none = refused(TEXT.replaceFirst("  keep \\S+", "  keep nothing"));
        assertTrue(none.contains("there is no staged buffer nothing"), none);
    }

    @Test
    void aPieceWithoutUnitIsRefused() {
        String message = refused(TEXT.replaceFirst("  use post [^\n]*\n", ""));
        assertTrue(message.contains("no unit does the store"), message);
    }

    @Test
    void anotherTargetsPlanAndAMissingLayerAreRefused() {
        String message = refused(TEXT.replace("on small", "on large"));
        assertTrue(message.contains("what is compiled needs the plan of"), message);
        assertTrue(message.contains("this schedule is for large, the target is small"), message);
        int from = TEXT.indexOf("schedule conv on small");
        String without = refused(TEXT.substring(0, from) + TEXT.substring(TEXT.indexOf("\n\n", from)));
        assertTrue(without.contains("there is no plan of 'conv'"), without);
    }
}
