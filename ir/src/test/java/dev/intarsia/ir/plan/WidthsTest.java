package dev.intarsia.ir.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.diagnostic.Diagnostic;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.schedule.SampleKernels;
import dev.intarsia.ir.schedule.SampleTargets;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a target that is too narrow for a layer. */
class WidthsTest {

    private static final AccumulatorOverflow WRAP = new AccumulatorOverflow.Wrap();

    private static List<String> messages(String name, Accelerator target) {
        Kernel kernel = SampleKernels.kernel(name);
        Work work = ((Classify.Result.OnDevice) Classify.classify(kernel)).work();
        Diagnostics diagnostics = new Diagnostics();
        boolean fits = Widths.fit(kernel, work, target, diagnostics);
        assertEquals(fits, diagnostics.found().isEmpty());
        return diagnostics.found().stream().map(Diagnostic::message).toList();
    }

    @Test
    void allFits() {
        assertEquals(List.of(), messages("conv", SampleTargets.small()));
        assertEquals(List.of(), messages("conv", SampleTargets.widths(8, 4, 18, WRAP, 32, 32)));
    }

    @Test
    void everythingTooNarrowIsSaidAtOnce() {
        assertEquals(
                List.of(
                        "conv has activations of 8 bits (x), small has 7",
                        "conv has results of 8 bits (conv), small has 7",
                        "conv has weights of 4 bits (conv.w), small has 3",
                        "conv has sums that need 18 bits, small has 17",
                        "conv has a multiplier of 32 bits, small has 31"),
                messages("conv", SampleTargets.widths(7, 3, 17, WRAP, 32, 31)));
    }

    /** Sums of four words of u8 are u10, which takes 11 bits where accumulators are signed. */
    @Test
    void unsignedSumsTakeASignBit() {
        assertEquals(List.of(), messages("mean", SampleTargets.widths(8, 8, 11, WRAP, 32, 32)));
        assertEquals(
                List.of("mean has sums that need 11 bits, small has 10"),
                messages("mean", SampleTargets.widths(8, 8, 10, WRAP, 32, 32)));
    }

    @Test
    void biasesWiderThanAnEntryHolds() {
        assertEquals(
                List.of("conv has parameter entries of 32 bits a word, small has biases of 40"),
                messages("conv", SampleTargets.widths(8, 8, 40, WRAP, 40, 32)));
    }

    /** In which order products are summed is the schedule's to choose, and so are the places where such sums would saturate. */
    @Test
    void sumsThatSaturateOnTheWay() {
        assertEquals(
                List.of(
                        "conv has sums of products, and small has accumulators that saturate every 4 products, an order that no"
                                + " schedule keeps"),
                messages("conv", SampleTargets.widths(8, 8, 18, new AccumulatorOverflow.SaturateChunk(4), 32, 32)));
    }
}
