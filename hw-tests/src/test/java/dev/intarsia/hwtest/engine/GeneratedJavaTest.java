package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.backend.java.GeneratedSimulator;
import dev.intarsia.backend.java.JavaBackend;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.runner.ProgramRunner;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The Java that is generated for random networks: its loops give the planned commands, its words are the oracle's. Fewer, for javac is slow. */
class GeneratedJavaTest {

    record Case(NetworkDraw network, TargetDraw target) {}

    @Provide
    Arbitrary<Case> cases() {
        return Combinators.combine(Draws.networks(false), Draws.targets(false)).as(Case::new);
    }

    @Property(tries = 15, seed = "5", edgeCases = EdgeCasesMode.NONE)
    void ordinary(@ForAll("cases") Case drawn) {
        check("generated-java", drawn);
    }

    @Property(tries = 300, seed = "6", edgeCases = EdgeCasesMode.NONE)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("cases") Case drawn) {
        check("generated-java-full", drawn);
    }

    private static void check(String test, Case drawn) {
        Accelerator target = drawn.target().accelerator();
        QuantizedGraph graph = DrawnNetwork.of(drawn.network(), target);
        Network network;
        try {
            network = Network.planned(graph, target);
        } catch (InvalidInputException tooSmall) {
            return;
        }
        String source = "";
        try {
            GeneratedSimulator generated = JavaBackend.generate(network.commands(), Replay.run(network.commands()));
            source = generated.source();
            CompiledSimulator simulator = generated.compile();
            assertEquals(new ProgramRunner(network.commands(), Network.HOST).commands(), simulator.commands());
            List<RawTensor> inputs =
                    List.of(DrawnNetwork.words(graph, drawn.network().seed() + 1));
            Agreement.simulator("generated Java", simulator, inputs, network.words(inputs));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e + Reproducer.write(test, graph, target, network) + source, e);
        }
    }
}
