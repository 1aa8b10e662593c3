package dev.intarsia.hwtest.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.plan.Planner;
import dev.intarsia.ir.plan.Planners;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.simulator.replay.Replay;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far plans are from what no plan can beat, and from the best of all tilings. */
class PlanQualityTest {

    /** What was measured, rounded up: worse is a regression. The first figure is of whole networks, the second of convolution and dense layers. */
    @ParameterizedTest
    @CsvSource({"inlay16, 1.07, 1.14", "inlay32, 1.15, 1.18"})
    void plansStayAsGoodAsTheyWere(String name, double networks, double layers) {
        Accelerator target = TargetReader.accelerator(name);
        List<PlanQuality> all = TinyNetworks.all().stream()
                .map(p -> PlanQuality.of(p, target, Planners.standard()))
                .toList();
        List<LayerGap> sums = all.stream().flatMap(q -> q.sums().stream()).toList();
        double ofNetworks =
                PlanQuality.mean(all.stream().map(PlanQuality::ratio).toList());
        double ofLayers = PlanQuality.mean(sums.stream().map(LayerGap::ratio).toList());
        double least = PlanQuality.mean(sums.stream().map(LayerGap::leastRatio).toList());
        System.out.printf(
                "FIGURE cycles to whole-tile bound on %s: networks %.3f, convolution and dense layers %.3f, of which the"
                        + " machine's turns alone are %.3f%n",
                name, ofNetworks, ofLayers, least);
        assertEquals(47, sums.size());
        assertTrue(all.stream().allMatch(q -> q.ratio() >= 1), "no plan beats the bound");
        assertTrue(least <= ofLayers, "no layer is quicker than its commands");
        assertTrue(ofNetworks <= networks, "networks: " + ofNetworks);
        assertTrue(ofLayers <= layers, "convolution and dense layers: " + ofLayers);
    }

    @Test
    @EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
    void plansOfTheSmallArrayStayAsGoodAsTheyWere() {
        plansStayAsGoodAsTheyWere("inlay8", 1.02, 1.10);
    }

    /** On one layer at a time, where every tiling can be tried: at most 3 % more. */
    @Test
    void plansOfSmallLayersAreNearTheBestOfAllTilings() {
        Planner exhaustive = Planners.named("exhaustive").orElseThrow();
        Accelerator target = TargetReader.accelerator("inlay16");
        List<Program> layers = TinyNetworks.smallLayers();
        List<Double> gaps = new ArrayList<>();
        for (Program layer : layers) {
            long best = cycles(exhaustive, layer, target);
            long planned = cycles(Planners.standard(), layer, target);
            System.out.printf(
                    "%s: planned %d, best of all tilings %d%n",
                    layer.meaning().graph().name(), planned, best);
            assertTrue(planned >= best, "the search tries no more than all");
            gaps.add((double) planned / best);
        }
        assertEquals(5, gaps.size());
        System.out.printf("FIGURE small layers, planned ÷ best of all tilings: %s%n", gaps);
        assertTrue(gaps.stream().allMatch(gap -> gap <= 1.03), gaps::toString);
    }

    private static long cycles(Planner planner, Program program, Accelerator target) {
        return Replay.run(Sequence.apply(planner.plan(program, target, new Diagnostics())))
                .cycles();
    }
}
