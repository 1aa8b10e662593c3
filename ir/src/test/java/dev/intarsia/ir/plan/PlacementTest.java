package dev.intarsia.ir.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.schedule.ApplySchedule;
import dev.intarsia.ir.schedule.SampleKernels;
import dev.intarsia.ir.schedule.SampleTargets;
import dev.intarsia.ir.schedule.Schedule;
import dev.intarsia.ir.schedule.ScheduledKernel;
import dev.intarsia.ir.schedule.Step;
import dev.intarsia.ir.target.Accelerator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where buffers and tensors lie, and what is said when they do not fit. */
class PlacementTest {

    /** 4 × 8 × 3 = 96 bytes twice of activations, and 162 bytes of weights, rounded up to 176. */
    private static ScheduledKernel staged() {
        return ApplySchedule.apply(
                SampleKernels.kernel("conv"),
                new Schedule(
                        "conv",
                        "small",
                        List.of(
                                new Step.Split("h", 2),
                                new Step.Stage("x", Scratchpad.ACTIVATION.memory(), Optional.of("h.0"), 2),
                                new Step.Stage("conv.w", Scratchpad.WEIGHT.memory(), Optional.empty(), 1))));
    }

    @Test
    void oneBehindTheOtherFromTheBottom() {
        Accelerator target = SampleTargets.small();
        List<Placement.Slot> slots = Placement.slots(staged(), target);
        assertEquals(Map.of(), Placement.missing(slots, target));
        assertEquals(List.of(List.of(0, 96), List.of(0)), new Placement(target).place(slots));
        assertEquals(
                List.of(new Step.Place("x.activations", List.of(0, 96)), new Step.Place("conv.w.weights", List.of(0))),
                Placement.steps(slots, List.of(List.of(0, 96), List.of(0))));
    }

    @Test
    void theNextLayerBeginsWhereTheLastOneEndedUntilTheTopIsReached() {
        Accelerator target = SampleTargets.small();
        List<Placement.Slot> slots = Placement.slots(staged(), target);
        Placement placement = new Placement(target);
        placement.place(slots);
        assertEquals(List.of(List.of(192, 288), List.of(176)), placement.place(slots));
        assertEquals(List.of(List.of(384, 0), List.of(0)), placement.place(slots));
    }

    /** From 192 on, the second copy of 200 bytes would reach over the first one's beginning. */
    @Test
    void aLayerThatDoesNotFitFromThereBeginsAtTheBottom() {
        Accelerator target = SampleTargets.small();
        Placement placement = new Placement(target);
        placement.place(Placement.slots(staged(), target));
        assertEquals(
                List.of(List.of(0, 208)),
                placement.place(List.of(new Placement.Slot("large", Scratchpad.ACTIVATION, 2, 208))));
    }

    @Test
    void whatIsMissingIsCounted() {
        Accelerator target = SampleTargets.memories(100, 175, 256, 32, 64);
        assertEquals(
                Map.of(Scratchpad.ACTIVATION, 92, Scratchpad.WEIGHT, 1),
                Placement.missing(Placement.slots(staged(), target), target));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void tensorsThatAreAliveTogetherShareNoByte(int memories) {
        Accelerator target = SampleTargets.memories(512 << memories, 512, 256, 32, 64);
        Plan plan = new SearchingPlanner().plan(SampleKernels.program(), target, new Diagnostics());
        Graph graph = plan.program().meaning().graph();
        int pairs = 0;
        for (TensorPlace one : plan.tensors()) {
            for (TensorPlace two : plan.tensors()) {
                boolean alias = one.name().equals("flat") && two.name().equals("relu")
                        || one.name().equals("relu") && two.name().equals("flat");
                if (one.equals(two) || alias || !meet(graph, one.name(), two.name())) {
                    continue;
                }
                pairs++;
                assertTrue(
                        one.address() + one.bytes() <= two.address() || two.address() + two.bytes() <= one.address(),
                        one + " and " + two);
            }
        }
        assertTrue(pairs > 10, pairs + " pairs are alive together");
        assertEquals(place(plan, "relu").address(), place(plan, "flat").address());
    }

    private static TensorPlace place(Plan plan, String tensor) {
        return plan.tensors().stream()
                .filter(t -> t.name().equals(tensor))
                .findFirst()
                .orElseThrow();
    }

    /** Whether at some node both hold words that it, or a later one or the caller, still needs. */
    private static boolean meet(Graph graph, String one, String two) {
        for (int step = 0; step < graph.nodes().size(); step++) {
            if (alive(graph, one, step) && alive(graph, two, step)) {
                return true;
            }
        }
        return false;
    }

    /** Written by this node or before, and read by this node or after. An alias keeps its operand alive. */
    private static boolean alive(Graph graph, String tensor, int step) {
        List<String> names = graph.nodes().stream().map(n -> n.name()).toList();
        boolean made = names.indexOf(tensor) <= step;
        boolean needed = graph.outputs().contains(tensor) || tensor.equals(names.get(step));
        for (int later = step; later < names.size(); later++) {
            needed |= graph.nodes().get(later).operands().contains(tensor);
        }
        return made && (needed || tensor.equals("relu") && alive(graph, "flat", step));
    }

    @Test
    void aLayerThatFitsNoScratchpadSaysWhichAndByHowMuch() {
        InvalidInputException refused = assertThrows(
                InvalidInputException.class,
                () -> new SearchingPlanner()
                        .plan(
                                SampleKernels.program(),
                                SampleTargets.memories(16, 512, 256, 32, 64),
                                new Diagnostics()));
        assertEquals(
                "sample.inta: error: conv does not fit small: even its smallest tile needs 48 bytes more of activations"
                        + " than the 16 there are\n"
                        + "  help: use a target with more activations, or a smaller layer\n",
                refused.getMessage().lines().limit(2).reduce("", (a, b) -> a + b + "\n"));
        assertTrue(refused.diagnostics().size() > 1, "every such layer is named");
    }

    @Test
    void aSummaryNamesOperatorShapesAndAttributes() {
        Plan plan = new SearchingPlanner().plan(SampleKernels.program(), SampleTargets.small(), new Diagnostics());
        LayerPlan.OnDevice depthwise =
                (LayerPlan.OnDevice) plan.layer("depthwise").orElseThrow();
        assertEquals("depthwise_conv2d 5×6×6 → 3×3×6, stride: 2, padding: same", depthwise.summary());
        LayerPlan.OnDevice add = (LayerPlan.OnDevice) plan.layer("add").orElseThrow();
        assertEquals("add 3×3×6 → 3×3×6", add.summary());
        assertEquals(new LayerPlan.Alias("flat", "relu"), plan.layer("flat").orElseThrow());
        assertTrue(plan.layer("softmax").orElseThrow() instanceof LayerPlan.OnHost);
    }
}
