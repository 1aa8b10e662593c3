package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.KernelPrinter;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.schedule.ApplySchedule;
import dev.intarsia.ir.schedule.ScheduleException;
import dev.intarsia.ir.schedule.SchedulePrinter;
import dev.intarsia.ir.schedule.ScheduledKernel;
import dev.intarsia.ir.schedule.Step;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Assertions;

/** Any steps in any order, as far as they are not refused, keep what a kernel computes. */
class RandomStepsTest {

    private static final Map<StepDraw.Kind, Integer> ACCEPTED = new EnumMap<>(StepDraw.Kind.class);

    record Case(NetworkDraw network, TargetDraw target, List<StepDraw> steps) {}

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<StepDraw> steps = Combinators.combine(
                        Arbitraries.of(StepDraw.Kind.class),
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.integers().between(0, 20))
                .as(StepDraw::new);
        return Combinators.combine(
                        Draws.networks(false),
                        Draws.targets(false),
                        steps.list().ofMinSize(1).ofMaxSize(10))
                .as(Case::new);
    }

    @Property(tries = 200, seed = "7", edgeCases = EdgeCasesMode.NONE)
    void ordinary(@ForAll("cases") Case drawn) {
        check(drawn);
    }

    @Property(tries = 3000, seed = "11", edgeCases = EdgeCasesMode.NONE)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("cases") Case drawn) {
        check(drawn);
    }

    /** Each kind of step was taken more than a few times: refusing everything keeps values, too. */
    @AfterContainer
    static void stepsWereTaken() {
        for (StepDraw.Kind kind : StepDraw.Kind.values()) {
            Assertions.assertTrue(ACCEPTED.getOrDefault(kind, 0) >= 10, kind + " was taken " + ACCEPTED.get(kind));
        }
    }

    private static void check(Case drawn) {
        Accelerator target = drawn.target().accelerator();
        QuantizedGraph graph = DrawnNetwork.of(drawn.network(), target);
        Map<String, RawTensor> words = new HashMap<>();
        RawTensor input = DrawnNetwork.words(graph, drawn.network().seed());
        words.put("x", input);
        Oracle oracle = new Oracle();
        for (Kernel kernel : Lower.lower(graph).kernels()) {
            words.putAll(oracle.run(kernel, words));
            ScheduledKernel scheduled = new ScheduledKernel(kernel, List.of());
            List<Step> taken = new ArrayList<>();
            for (StepDraw draw : drawn.steps()) {
                Step step = draw.step(scheduled.kernel(), taken.size());
                try {
                    scheduled = ApplySchedule.further(scheduled, List.of(step));
                } catch (ScheduleException refused) {
                    continue;
                }
                taken.add(step);
                ACCEPTED.merge(draw.kind(), 1, Integer::sum);
                compare(oracle, kernel, scheduled.kernel(), taken, words);
            }
        }
    }

    private static void compare(
            Oracle oracle, Kernel kernel, Kernel scheduled, List<Step> taken, Map<String, RawTensor> words) {
        try {
            RawTensor found = oracle.run(scheduled, words).get(kernel.name());
            Agreement.equal("scheduled kernel", kernel.name(), words.get(kernel.name()), found);
        } catch (AssertionError | RuntimeException e) {
            StringBuilder steps = new StringBuilder();
            taken.forEach(
                    s -> steps.append("  ").append(SchedulePrinter.print(s)).append('\n'));
            throw new AssertionError(
                    e + "\n" + KernelPrinter.print(kernel) + steps + KernelPrinter.print(scheduled), e);
        }
    }
}
