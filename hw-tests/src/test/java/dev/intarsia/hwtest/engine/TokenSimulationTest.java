package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.stream.FoldingPlan;
import dev.intarsia.ir.stream.PlanFoldings;
import dev.intarsia.ir.stream.Process;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cycles that are planned for each layer and each network are those of a simulation of another kind, and its bounded streams do not stall at the
 * planned depths. The ordinary run takes {@value #ORDINARY} drawn networks with drawn foldings, {@code -Dintarsia.tests=full} {@value #FULL}.
 */
class TokenSimulationTest {

    private static final int ORDINARY = 20;
    private static final int FULL = 200;

    private static int networks;
    private static int processes;

    /** Every process makes the planned trips, and every inference ends in the planned cycle. */
    static void check(FoldingPlan plan) {
        List<Long> planned = plan.times().ends();
        TokenSimulation.Result found =
                TokenSimulation.run(plan.design(), plan.times().depths(), planned.size());
        assertEquals(List.of(), found.waiting(), "streams at which it stalls");
        assertEquals(planned, found.ends(), "the cycles in which inferences end");
        for (Process process : plan.design().processes()) {
            assertEquals(
                    (long) process.trips() * planned.size(),
                    found.trips().get(process.name()),
                    "trips of " + process.name());
        }
        networks++;
        processes += plan.design().processes().size();
    }

    @Test
    void theExampleTakesThePlannedCycles() {
        Program program = Lower.lower(FashionExample.read().quantized(8));
        FoldingPlan plan = PlanFoldings.plan(program, TargetReader.fpga("vitis"));
        check(plan);
        System.out.println("FIGURE trip-count interval of the example, planned and simulated: "
                + plan.times().interval() + " cycles");
    }

    @Test
    void aPlantedStallIsFound(@TempDir Path folder) throws IOException {
        FoldingPlan plan = PlanFoldings.of(GeneratedHlsTest.residual(folder), TargetReader.fpga("vitis"), Map.of());
        check(plan);
        int stalled = 0;
        for (Map.Entry<String, Integer> stream : plan.times().depths().entrySet()) {
            Map<String, Integer> depths = new HashMap<>(plan.times().depths());
            depths.put(stream.getKey(), 2);
            TokenSimulation.Result found = TokenSimulation.run(plan.design(), depths, 1);
            assertEquals(found.ends().isEmpty(), !found.waiting().isEmpty());
            if (!found.waiting().isEmpty()) {
                assertTrue(found.waiting().contains(stream.getKey()), found.waiting() + " at " + stream.getKey());
                stalled++;
            }
        }
        // The branch around the pool has to hold the rows that the pool waits for.
        assertEquals(1, stalled);
    }

    @Provide
    Arbitrary<NetworkDraw> networks() {
        return Draws.networks(false);
    }

    @Property(tries = ORDINARY, seed = "20261126", edgeCases = EdgeCasesMode.NONE)
    void drawnNetworksTakeThePlannedCycles(@ForAll("networks") NetworkDraw drawn) {
        drawn(drawn);
    }

    @Property(tries = FULL, seed = "8", edgeCases = EdgeCasesMode.NONE)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("networks") NetworkDraw drawn) {
        drawn(drawn);
    }

    private static void drawn(NetworkDraw drawn) {
        Program program = Lower.lower(DrawnNetwork.of(drawn, SampleAccelerator.WIDE));
        check(PlanFoldings.of(program, TargetReader.fpga("vitis"), GeneratedHlsTest.folded(program, drawn.seed())));
    }

    @AfterContainer
    static void count() {
        System.out.println("COUNT networks whose planned cycles are those of the simulation cycle by cycle: " + networks
                + " (" + processes + " processes)");
    }
}
