package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.plan.LayerPlan;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Assertions;

/**
 * Random networks with random schedules on random accelerators: every tensor of every engine is the oracle's, programs are free of
 * hazards, and cycles have causes.
 *
 * <p>The ordinary run takes 100 cases of a fixed seed, {@code -Dintarsia.tests=full} takes {@value #FULL}, each with a schedule of the
 * planner's and one of those that it passed over.
 */
class RandomNetworkTest {

    private static final int FULL = 1000;

    private static int run;
    private static int refused;
    private static int onDevice;
    private static int onHost;

    /** One draw of everything. */
    record Case(NetworkDraw network, TargetDraw target, long schedules) {}

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Long> schedules = Arbitraries.longs().between(0, 1000);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        4,
                        Combinators.combine(Draws.networks(false), Draws.targets(false), schedules)
                                .as(Case::new)),
                net.jqwik.api.Tuple.of(
                        1,
                        Combinators.combine(Draws.networks(true), Draws.targets(true), schedules)
                                .as(Case::new)));
    }

    @Property(tries = 500, seed = "20261123", edgeCases = net.jqwik.api.EdgeCasesMode.NONE)
    void ordinary(@ForAll("cases") Case drawn) {
        check("random-network", drawn);
    }

    @Property(tries = FULL, seed = "42", edgeCases = net.jqwik.api.EdgeCasesMode.NONE)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("cases") Case drawn) {
        check("random-network-full", drawn);
    }

    /** A target that is too small is a fair answer, and so is the host, but not the usual one: else these tests would test little. */
    @AfterContainer
    static void mostRunOnTheDevice() {
        System.out.println("COUNT random networks whose every tensor is equal on oracle, schedules and simulator: "
                + (run - refused) + " (" + onDevice + " layers on the device, " + onHost + " on the host)");
        Assertions.assertTrue(refused * 4 <= run, refused + " of " + run + " networks were refused");
        Assertions.assertTrue(onHost * 2 <= onDevice, onHost + " layers on the host, " + onDevice + " on the device");
    }

    private static void count(Network network) {
        for (LayerPlan layer : network.plan().layers()) {
            switch (layer) {
                case LayerPlan.OnDevice d -> onDevice++;
                case LayerPlan.OnHost h -> onHost++;
                case LayerPlan.Alias a -> {}
            }
        }
    }

    private static void check(String test, Case drawn) {
        Accelerator target = drawn.target().accelerator();
        QuantizedGraph graph = DrawnNetwork.of(drawn.network(), target);
        Network network = null;
        run++;
        try {
            network = Network.planned(graph, target);
            count(network);
            List<RawTensor> inputs =
                    List.of(DrawnNetwork.words(graph, drawn.network().seed() + 1));
            Map<String, RawTensor> words = network.words(inputs);
            agree(network, inputs, words);
            network = network.rescheduled(drawn.schedules());
            agree(network, inputs, words);
        } catch (InvalidInputException e) {
            refused++;
            if (!e.diagnostics().stream().allMatch(d -> d.message().contains("does not fit drawn"))) {
                throw new AssertionError(e.getMessage() + Reproducer.write(test, graph, target, network), e);
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e + Reproducer.write(test, graph, target, network), e);
        }
    }

    private static void agree(Network network, List<RawTensor> inputs, Map<String, RawTensor> words) {
        Agreement.schedulesKeepMeaning(network, words);
        Agreement.machine(network, inputs, words);
        Agreement.timing(network);
    }
}
