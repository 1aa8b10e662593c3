package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.pass.KeptWords;
import dev.intarsia.ir.graph.Accumulating;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.GraphPass;
import dev.intarsia.ir.pass.IntegerPasses;
import dev.intarsia.ir.pass.PrunedGraph;
import dev.intarsia.ir.pass.RemoveChannels;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;

/** Passes over quantized graphs keep the words of random networks, in whose weights some rows and columns were made 0. */
class PassWordsTest {

    private static int networks;
    private static int pruned;
    private static int tensors;

    /** One draw of everything. */
    record Case(NetworkDraw network, TargetDraw target) {}

    @Provide
    Arbitrary<Case> cases() {
        return Combinators.combine(Draws.networks(false), Draws.targets(false)).as(Case::new);
    }

    @Property(tries = 300, seed = "20261125", edgeCases = net.jqwik.api.EdgeCasesMode.NONE)
    void ordinary(@ForAll("cases") Case drawn) {
        check(drawn);
    }

    @Property(tries = 5000, seed = "43", edgeCases = net.jqwik.api.EdgeCasesMode.NONE)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("cases") Case drawn) {
        check(drawn);
    }

    @AfterContainer
    static void count() {
        System.out.println("COUNT networks whose words passes keep: " + networks + " (" + pruned
                + " lose channels), tensors compared: " + tensors);
        assertTrue(pruned * 5 >= networks, "channels were taken out of " + pruned + " of " + networks);
    }

    private static void check(Case drawn) {
        Random random = new Random(drawn.network().seed());
        QuantizedGraph whole =
                withZeros(DrawnNetwork.of(drawn.network(), drawn.target().accelerator()), random);
        List<RawTensor> inputs = KeptWords.inputs(whole, random);
        QuantizedGraph graph = whole;
        for (GraphPass pass : IntegerPasses.ALL) {
            QuantizedGraph next = new QuantizedGraph(pass.apply(graph.graph()), graph.profile());
            tensors += KeptWords.compare(graph, next, inputs);
            assertEquals(next.graph(), pass.apply(next.graph()), pass.name() + " is done after one run");
            graph = next;
        }
        PrunedGraph less = RemoveChannels.apply(graph);
        tensors += KeptWords.compare(graph, less, inputs);
        networks++;
        pruned += less.kept().isEmpty() ? 0 : 1;
    }

    /** Some output channels without weights, some input channels that no weight reads. */
    private static QuantizedGraph withZeros(QuantizedGraph graph, Random random) {
        List<Constant> constants = new ArrayList<>(graph.graph().constants());
        for (Node node : graph.graph().nodes()) {
            if (node.op() instanceof Accumulating) {
                String weights = node.operands().get(1);
                constants.replaceAll(c -> c.name().equals(weights) ? withZeros(c, random) : c);
            }
        }
        return new QuantizedGraph(
                new Graph(
                        graph.graph().name(),
                        graph.graph().inputs(),
                        constants,
                        graph.graph().nodes(),
                        graph.graph().outputs()),
                graph.profile());
    }

    private static Constant withZeros(Constant constant, Random random) {
        RawTensor words = constant.raw();
        int rows = words.shape().size(0);
        int columns = words.shape().size(-1);
        int length = words.shape().elements() / rows;
        boolean[] row = new boolean[rows];
        boolean[] column = new boolean[columns];
        IntStream.range(0, rows).forEach(i -> row[i] = random.nextInt(3) == 0);
        IntStream.range(0, columns).forEach(i -> column[i] = columns > 1 && random.nextInt(3) == 0);
        long[] changed = words.toArray();
        for (int i = 0; i < changed.length; i++) {
            changed[i] = row[i / length] || column[i % columns] ? 0 : changed[i];
        }
        return new Constant(
                constant.name(),
                constant.type(),
                RawTensor.of(words.format(), words.shape(), changed),
                constant.location());
    }
}
