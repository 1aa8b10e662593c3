package dev.intarsia.ir.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Relu6;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EqualizeTest {

    private static final Sliding SAME = Sliding.unit(new Padding.Same());

    @Test
    void aChannelsRangesMeetInTheMiddle() {
        Graph graph = TestNetwork.of(1, 1, 1)
                .then(new Dense(), RealTensor.of(Shape.of(2, 1), 16, 1), RealTensor.of(Shape.of(2), 8, 3))
                .then(new Relu())
                .then(new Dense(), RealTensor.of(Shape.of(1, 2), 1, 4), RealTensor.of(Shape.of(1), 7))
                .graph();
        Graph equal = new Equalize(false).apply(graph);
        assertEquals(
                RealTensor.of(Shape.of(2, 1), 4, 2),
                equal.constant("dense1.c1").orElseThrow().real());
        assertEquals(
                RealTensor.of(Shape.of(2), 2, 6),
                equal.constant("dense1.c2").orElseThrow().real());
        assertEquals(
                RealTensor.of(Shape.of(1, 2), 4, 2),
                equal.constant("dense3.c1").orElseThrow().real());
        assertEquals(
                RealTensor.of(Shape.of(1), 7),
                equal.constant("dense3.c2").orElseThrow().real());
    }

    @Property(tries = 30, seed = "20261125")
    void theNetworkGivesTheSameNumbers(@ForAll long seed, @ForAll boolean powersOfTwo) {
        TestNetwork network = TestNetwork.of(seed, 1, 5, 5, 2)
                .conv(4, 3, 3, SAME, 1, true)
                .then(new Relu())
                .depthwise(2, 3, 3, SAME)
                .then(new Relu())
                .conv(6, 1, 1, SAME, 2, false)
                .conv(3, 3, 3, SAME, 1, true);
        Graph graph = network.graph();
        Graph equal = new Equalize(powersOfTwo).apply(graph);
        RealTensor input = network.normal(1, 5, 5, 2);
        RealTensor before = TestNetwork.run(graph, input).get(network.last());
        RealTensor after = TestNetwork.run(equal, input).get(network.last());
        double greatest = 0;
        for (int i = 0; i < before.shape().elements(); i++) {
            greatest = Math.max(greatest, Math.abs(before.at(i)));
        }
        for (int i = 0; i < before.shape().elements(); i++) {
            assertEquals(before.at(i), after.at(i), 1e-4 * greatest);
        }
        // Factors that all round to 1 are right too.
        assertTrue(powersOfTwo || !graph.equals(equal), "no factor was moved");
    }

    @Test
    void aFactorThatIsRoundedIsAPowerOfTwo() {
        Graph graph = TestNetwork.of(1, 1, 1)
                .then(new Dense(), RealTensor.of(Shape.of(2, 1), 20, 5), RealTensor.of(Shape.of(2), 8, 3))
                .then(new Dense(), RealTensor.of(Shape.of(1, 2), 1, 4))
                .graph();
        // √20 = 4.47 becomes 4, √1.25 = 1.12 becomes 1.
        Graph equal = new Equalize(true).apply(graph);
        assertEquals(
                RealTensor.of(Shape.of(2, 1), 5, 5),
                equal.constant("dense1.c1").orElseThrow().real());
        assertEquals(
                RealTensor.of(Shape.of(2), 2, 3),
                equal.constant("dense1.c2").orElseThrow().real());
        assertEquals(
                RealTensor.of(Shape.of(1, 2), 4, 4),
                equal.constant("dense2.c1").orElseThrow().real());
    }

    @Test
    void aBoundAboveStaysWhereItIs() {
        Graph graph = TestNetwork.of(1, 1, 4)
                .dense(4, true)
                .then(new Relu6())
                .dense(2, true)
                .graph();
        assertEquals(graph, new Equalize(false).apply(graph));
    }

    @Test
    void whatOthersReadTooStaysWhereItIs() {
        TestNetwork network = TestNetwork.of(1, 1, 4, 4, 2).conv(2, 1, 1, SAME, 1, true);
        String shared = network.last();
        Graph graph = network.conv(2, 1, 1, SAME, 1, true).addTo(shared).graph();
        assertTrue(new Equalize(false).apply(graph).equals(graph));
    }
}
