package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.target.Accelerator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Random networks on the Verilated accelerator: every tensor is the oracle's, with and without stalls of the memory, and every command begins
 * and ends in the cycle that the replay says.
 */
@AddLifecycleHook(RtlTools.class)
class CosimulationTest {

    private static final Map<RtlConfiguration, RtlComparison> COMPARISONS = new LinkedHashMap<>();
    private static final CycleErrors LAYERS = new CycleErrors();
    private static final CycleErrors NETWORKS = new CycleErrors();
    private static int refused;
    private static int run;

    /** A network for a configuration. */
    record Case(RtlConfiguration target, NetworkDraw network) {}

    @Provide
    Arbitrary<Case> few() {
        return cases(RtlConfigurations.few());
    }

    @Provide
    Arbitrary<Case> all() {
        return cases(RtlConfigurations.all());
    }

    private static Arbitrary<Case> cases(List<RtlConfiguration> configurations) {
        return Arbitraries.of(configurations)
                .flatMap(target ->
                        Draws.networks(target.wide()).map(network -> new Case(target, target.narrowed(network))));
    }

    @Property(tries = 30, seed = "4", edgeCases = EdgeCasesMode.NONE)
    void ordinary(@ForAll("few") Case drawn) {
        check(drawn);
    }

    @Property(tries = 360, seed = "44", edgeCases = EdgeCasesMode.NONE)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("all") Case drawn) {
        check(drawn);
    }

    private static void check(Case drawn) {
        Accelerator target = drawn.target().accelerator();
        QuantizedGraph graph = DrawnNetwork.of(drawn.network(), target);
        Network network;
        run++;
        try {
            network = Network.planned(graph, target);
        } catch (InvalidInputException tooSmall) {
            refused++;
            return;
        }
        try {
            COMPARISONS
                    .computeIfAbsent(drawn.target(), t -> new RtlComparison(LAYERS, NETWORKS))
                    .compare(
                            network,
                            List.of(DrawnNetwork.words(graph, drawn.network().seed() + 1)));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e + Reproducer.write("co-simulation", graph, target, network), e);
        }
    }

    @AfterContainer
    static void print() {
        COMPARISONS.forEach((target, comparison) -> comparison.print(target.toString()));
        LAYERS.histogram("layers").forEach(System.out::println);
        NETWORKS.histogram("networks").forEach(System.out::println);
        assertTrue(LAYERS.mean() <= 0.01 && LAYERS.worst().error() <= 0.05, "the cost model is not the RTL's");
        assertTrue(!Full.asked() || LAYERS.size() >= 500, LAYERS.size() + " layers");
        assertTrue(!Full.asked() || COMPARISONS.size() >= 12, COMPARISONS.size() + " configurations");
        assertTrue(refused * 3 <= run, refused + " of " + run + " networks were refused");
    }
}
