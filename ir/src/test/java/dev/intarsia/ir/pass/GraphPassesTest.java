package dev.intarsia.ir.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.GraphVerifier;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.BatchNorm;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.Pad;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GraphPassesTest {

    private static final Padding.Valid VALID = new Padding.Valid();

    private static List<String> names(Graph graph) {
        return graph.nodes().stream().map(Node::name).toList();
    }

    @Test
    void batchNormGoesIntoTheWeightsBeforeIt() {
        RealTensor w = RealTensor.of(Shape.of(2, 1), 3, 5);
        RealTensor b = RealTensor.of(Shape.of(2), 1, 1);
        Graph graph = TestNetwork.of(1, 1, 1)
                .then(new Dense(), w, b)
                .then(
                        new BatchNorm(1),
                        RealTensor.of(Shape.of(2), 2, 3),
                        RealTensor.of(Shape.of(2), 10, 20),
                        RealTensor.of(Shape.of(2), 1, 2),
                        RealTensor.of(Shape.of(2), 3, 15))
                .then(new Relu())
                .graph();
        Graph folded = new RemoveDeadNodes().apply(new FoldBatchNorm().apply(graph));
        assertEquals(List.of("dense1", "relu3"), names(folded));
        // factors 2/√4 = 1 and 3/√16 = ¾; offsets 10 − 1·1 = 9 and 20 − ¾·2 = 18.5
        assertEquals(
                RealTensor.of(Shape.of(2, 1), 3, 3.75f),
                folded.constant("dense1.c1").orElseThrow().real());
        assertEquals(
                RealTensor.of(Shape.of(2), 10, 19.25f),
                folded.constant("dense1.c2").orElseThrow().real());
        assertEquals(2, folded.constants().size());
    }

    @Test
    void batchNormGoesIntoTheWeightsBehindItWhereNothingIsPadded() {
        Graph graph = TestNetwork.of(1, 1, 4, 4, 2)
                .batchNorm()
                .conv(4, 3, 3, Sliding.unit(VALID), 2, false)
                .graph();
        Graph folded = GraphPasses.applyAll(graph);
        assertEquals(List.of("conv2d2"), names(folded));
        assertEquals("x", folded.nodes().getFirst().operands().getFirst());
        assertEquals(3, folded.nodes().getFirst().operands().size());
    }

    @Test
    void batchNormStaysBeforeAPaddedConvolution() {
        Graph graph = TestNetwork.of(1, 1, 4, 4, 2)
                .batchNorm()
                .conv(4, 3, 3, Sliding.unit(new Padding.Same()), 1, true)
                .graph();
        assertEquals(graph, GraphPasses.applyAll(graph));
    }

    @Test
    void batchNormStaysBehindAConvolutionThatOthersRead() {
        TestNetwork network = TestNetwork.of(1, 1, 4, 4, 2).conv(2, 1, 1, Sliding.unit(VALID), 1, true);
        Graph graph = network.batchNorm().addTo("conv2d1").graph();
        assertEquals(graph, GraphPasses.applyAll(graph));
    }

    @Test
    void anOutputKeepsItsName() {
        Graph graph = TestNetwork.of(1, 1, 4, 4, 2)
                .conv(2, 1, 1, Sliding.unit(VALID), 1, true)
                .batchNorm()
                .graph();
        Graph folded = GraphPasses.applyAll(graph);
        assertEquals(List.of("batch_norm2"), names(folded));
        assertEquals(graph.outputs(), folded.outputs());
    }

    @Test
    void aBorderOfZerosBecomesPadding() {
        Graph graph = TestNetwork.of(1, 1, 4, 4, 2)
                .then(new Pad(new Padding.Explicit(1, 2, 3, 4)))
                .conv(2, 3, 3, Sliding.strided(2, VALID), 1, true)
                .graph();
        Graph folded = GraphPasses.applyAll(graph);
        assertEquals(List.of("conv2d2"), names(folded));
        assertEquals(
                new Conv2d(Sliding.strided(2, new Padding.Explicit(1, 2, 3, 4)), 1),
                folded.nodes().getFirst().op());
    }

    @Test
    void aReshapeToTheSameShapeGoes() {
        Graph graph = TestNetwork.of(1, 1, 4)
                .then(new Reshape(Shape.of(1, 4)))
                .then(new Relu())
                .graph();
        assertEquals(List.of("relu2"), names(GraphPasses.applyAll(graph)));
    }

    @Test
    void whatDependsOnConstantsOnlyIsComputed() {
        TestNetwork network = TestNetwork.of(1, 1, 4)
                .constant("a", RealTensor.of(Shape.of(1, 4), -1, 2, -3, 4))
                .node("positive", new Relu(), List.of("a"));
        Graph graph = network.node("sum", new Add(), List.of("x", "positive")).graph();
        Graph folded = GraphPasses.applyAll(graph);
        assertEquals(List.of("sum"), names(folded));
        assertEquals(
                RealTensor.of(Shape.of(1, 4), 0, 2, 0, 4),
                folded.constant("positive").orElseThrow().real());
        assertTrue(folded.constant("a").isEmpty());
    }

    @Test
    void sharedWeightsAreSeparatedBeforeAMapIsFoldedIntoThem() {
        TestNetwork network = TestNetwork.of(1, 1, 2)
                .constant("w", RealTensor.of(Shape.of(2, 2), 1, 2, 3, 4))
                .node("first", new Dense(), List.of("x", "w"))
                .batchNorm();
        String normalized = network.last();
        Graph graph =
                network.node("second", new Dense(), List.of(normalized, "w")).graph();
        Graph folded = GraphPasses.applyAll(graph);
        RealTensor x = RealTensor.of(Shape.of(1, 2), 0.5f, -0.25f);
        assertClose(
                TestNetwork.run(graph, x).get("second"),
                TestNetwork.run(folded, x).get("second"));
        assertEquals(List.of("first", "second"), names(folded));
    }

    @Test
    void theListKeepsItsOrderRules() {
        List<String> order = GraphPasses.ALL.stream().map(GraphPass::name).toList();
        for (GraphPasses.Precedence p : GraphPasses.PRECEDENCES) {
            assertTrue(order.contains(p.earlier()) && order.contains(p.later()), p.toString());
            assertTrue(order.indexOf(p.earlier()) < order.indexOf(p.later()), p.reason());
        }
    }

    @Property(tries = 300, seed = "20261123")
    void passesKeepWhatTheNetworkMeans(
            @ForAll @Size(max = 7) List<Integer> layers, @ForAll long seed, @ForAll boolean head) {
        TestNetwork network = TestNetwork.of(seed, 1, 5, 6, 2);
        layers.forEach(network::layer);
        if (head || layers.isEmpty() || network.graph().nodes().isEmpty()) {
            network.head();
        }
        Graph graph = network.graph();
        RealTensor x = network.normal(2, 5, 6, 2);
        RealTensor before = TestNetwork.run(graph, x).get(graph.outputs().getFirst());
        for (GraphPass pass : GraphPasses.ALL) {
            Graph next = pass.apply(graph);
            Diagnostics diagnostics = new Diagnostics();
            GraphVerifier.verify(next, diagnostics);
            diagnostics.stopOnErrors();
            assertEquals(graph.outputs(), next.outputs(), pass.name());
            assertClose(before, TestNetwork.run(next, x).get(next.outputs().getFirst()));
            assertTrue(next.equals(pass.apply(next)), pass.name() + " is done after one run");
            graph = next;
        }
    }

    /** Equal up to the rounding of weights to float32: relative to the greatest magnitude. */
    private static void assertClose(RealTensor expected, RealTensor found) {
        assertEquals(expected.shape(), found.shape());
        double magnitude = 1;
        for (int i = 0; i < expected.shape().elements(); i++) {
            magnitude = Math.max(magnitude, Math.abs(expected.at(i)));
        }
        for (int i = 0; i < expected.shape().elements(); i++) {
            assertEquals(expected.at(i), found.at(i), 1e-4 * magnitude, "at " + i);
        }
    }
}
