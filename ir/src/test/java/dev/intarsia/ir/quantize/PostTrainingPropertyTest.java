package dev.intarsia.ir.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Accumulating;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.op.BatchNorm;
import dev.intarsia.ir.pass.GraphPasses;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.pass.TestNetwork;
import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.range.KernelVerifier;
import dev.intarsia.ir.range.RangeAnalysis;
import dev.intarsia.ir.type.RealTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Random small networks at every width: a plan always gives a graph that the operators' own checks admit. */
class PostTrainingPropertyTest {

    static Calibration calibrate(Graph graph, RealTensor... images) {
        CalibrationCollector collector = new CalibrationCollector();
        for (RealTensor image : images) {
            Map<String, RealTensor> tensors = TestNetwork.run(graph, image);
            tensors.forEach(collector::tensor);
        }
        return collector.calibration();
    }

    @Property(tries = 600, seed = "20261123")
    void everyPlanGivesACheckedGraph(
            @ForAll @Size(max = 6) List<Integer> layers,
            @ForAll long seed,
            @ForAll boolean head,
            @ForAll @IntRange(min = 2, max = 16) int weightBits,
            @ForAll @IntRange(min = 2, max = 16) int activationBits,
            @ForAll boolean perChannel,
            @ForAll boolean symmetric,
            @ForAll boolean percentile,
            @ForAll @IntRange(min = 0, max = 6) int profile,
            @ForAll @IntRange(min = 0, max = 40) int accumulatorBits) {
        TestNetwork network = TestNetwork.of(seed, 1, 5, 6, 2);
        layers.forEach(network::layer);
        if (head || network.graph().nodes().isEmpty()) {
            network.head();
        }
        Graph graph = GraphPasses.applyAll(network.graph());
        if (graph.nodes().stream().anyMatch(node -> node.op() instanceof BatchNorm)) {
            return; // a map that no neighbour takes up has no integers; see PostTrainingTest
        }
        Optional<Accumulation> accumulator = accumulatorBits < 4
                ? Optional.empty()
                : Optional.of(new Accumulation.SaturateEnd(new IntFormat(true, accumulatorBits)));
        QuantizationSettings settings = new QuantizationSettings(
                weightBits,
                activationBits,
                perChannel,
                symmetric,
                percentile ? new Percentile(99) : new MinMax(),
                ArithmeticProfile.all().get(profile),
                accumulator);
        Calibration calibration = calibrate(graph, network.normal(1, 5, 6, 2), network.uniform(1, 5, 6, 2));

        Diagnostics diagnostics = new Diagnostics();
        QuantizationPlan plan = new PostTraining().plan(graph, calibration, settings, diagnostics);
        diagnostics.stopOnErrors();
        QuantizedGraph quantized = ApplyQuantization.apply(graph, plan, diagnostics);

        assertEquals(graph.outputs(), quantized.graph().outputs());
        Program program = Lower.lower(quantized);
        program.kernels().forEach(kernel -> KernelVerifier.verify(kernel, diagnostics));
        diagnostics.stopOnErrors();
        for (int i = 0; i < program.kernels().size(); i++) {
            checkAccumulator(
                    quantized.quantizedNodes().get(i), program.kernels().get(i));
        }
        for (Node node : quantized.graph().nodes()) {
            boolean probability = node.arithmetic().orElseThrow() instanceof NodeArithmetic.Softmax;
            int bits = probability ? Math.max(8, activationBits) : activationBits;
            assertEquals(bits, node.type().quantized().format().bits(), node.name());
            assertTrue(!symmetric || probability || node.type().quantized().zeroPoint() == 0, node.name());
        }
        assertEquals(plan, new PostTraining().plan(graph, calibration, settings, diagnostics), "decided twice alike");
        assertEquals(List.of(), plan.differences(plan));
    }

    /** A proved format is the narrowest, and a requested one is only there where it is narrower than that. */
    private static void checkAccumulator(QuantizedNode node, Kernel kernel) {
        if (node.arithmetic() instanceof NodeArithmetic.Accumulate accumulate) {
            AccumulatorBounds bounds = AccumulatorBounds.of(
                    node.operandElement(0),
                    node.constant(1),
                    node.hasOperand(2) ? Optional.of(node.constant(2)) : Optional.empty());
            boolean pads =
                    ((Accumulating) node.node().op()).pads(node.node().type().shape());
            for (AccumulatorRange range : RangeAnalysis.accumulators(kernel)) {
                AccumulatorBounds.Bounds own = bounds.channels().get(range.channel());
                Interval reached = new Interval(own.low(), own.high());
                assertEquals(reached, reached.join(range.sum()), "range analysis finds no more than the bounds");
                assertTrue(pads || reached.equals(range.sum()), "where nothing is padded, both are exact");
            }
            if (accumulate.accumulation() instanceof Accumulation.Exact exact) {
                assertEquals(bounds.format(), exact.format(), node.name());
            } else {
                assertTrue(
                        accumulate.accumulation().format().bits()
                                < bounds.format().bits(),
                        node.name());
            }
        }
    }
}
