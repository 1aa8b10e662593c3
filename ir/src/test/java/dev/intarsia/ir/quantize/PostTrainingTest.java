package dev.intarsia.ir.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Preprocessing;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.Concat;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Relu6;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.pass.TestNetwork;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.MemoryPort;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Plans worked by hand with the formulas of docs and TensorFlow Lite; scales are chosen so that they are exact. */
class PostTrainingTest {

    private static final QuantizationSettings INT8 = QuantizationSettings.int8();

    /** As if these intervals had been seen. */
    private static Calibration seen(Map<String, RealRange> ranges) {
        CalibrationCollector collector = new CalibrationCollector();
        ranges.forEach((name, range) ->
                collector.tensor(name, RealTensor.of(Shape.of(2), (float) range.low(), (float) range.high())));
        return collector.calibration();
    }

    private static QuantizationPlan plan(Graph graph, QuantizationSettings settings, Map<String, RealRange> ranges) {
        Diagnostics diagnostics = new Diagnostics();
        QuantizationPlan plan = new PostTraining().plan(graph, seen(ranges), settings, diagnostics);
        diagnostics.stopOnErrors();
        return plan;
    }

    private static Quantized element(int bits, double scale, long zero) {
        return new Quantized(new IntFormat(true, bits), Scale.perTensor(scale), zero);
    }

    private static NodeArithmetic arithmetic(QuantizationPlan plan, String node) {
        return ((NodeChoice.Compute) plan.nodes().get(node)).arithmetic();
    }

    /** y = relu(x·w + b) with x from u8 scale ½, w = [[1, −2], [0.5, 0]], b = [3, −1]. */
    private static TestNetwork dense() {
        return new TestNetwork(1, Shape.of(1, 2), Optional.of(Preprocessing.scaled(IntFormat.U8, 0.5)))
                .then(
                        new Dense(),
                        RealTensor.of(Shape.of(2, 2), 127, -254, 63.5f, 0),
                        RealTensor.of(Shape.of(2), 3, -1));
    }

    @Test
    void aDenseLayerWithItsActivation() {
        Graph graph = dense().then(new Relu()).graph();
        QuantizationPlan plan =
                plan(graph, INT8, Map.of("dense1", new RealRange(-100, 100), "relu2", new RealRange(0, 510)));

        assertEquals(
                new Quantized(IntFormat.U8, Scale.perTensor(0.5), 0),
                plan.tensors().get("x"));
        assertEquals(
                new Quantized(IntFormat.I8, Scale.perAxis(List.of(2.0, 0.5), 0), 0),
                plan.tensors().get("dense1.c1"));
        assertEquals(
                new Quantized(IntFormat.I32, Scale.perAxis(List.of(1.0, 0.25), 0), 0),
                plan.tensors().get("dense1.c2"));
        assertEquals(element(8, 2, -128), plan.tensors().get("dense1"), "the interval is the activation's");
        assertEquals(new NodeChoice.Merge("dense1"), plan.nodes().get("relu2"));
        // words of the weights: 64 (63.5 away from zero), −127; 127, 0. Sums: 3 + 255·64 … 3 − 255·127; −4 … −4 +
        // 255·127
        assertEquals(
                new NodeArithmetic.Accumulate(
                        new Accumulation.Exact(new IntFormat(true, 16)),
                        new Rescaling(
                                MultiplyShift.TFLM,
                                List.of(new ScaleParameters(1 << 30, 31), new ScaleParameters(1 << 30, 33))),
                        new Clamp(-128, 127)),
                arithmetic(plan, "dense1"));

        QuantizedGraph quantized = ApplyQuantization.apply(graph, plan, new Diagnostics());
        assertEquals(List.of("relu2"), quantized.graph().outputs(), "an output keeps its name");
        assertEquals(
                RawTensor.of(IntFormat.I8, Shape.of(2, 2), 64, -127, 127, 0),
                quantized.graph().constant("dense1.c1").orElseThrow().raw());
        assertEquals(
                RawTensor.of(IntFormat.I32, Shape.of(2), 3, -4),
                quantized.graph().constant("dense1.c2").orElseThrow().raw());
        assertTrue(quantized.graph().inputs().getFirst().preprocessing().isEmpty());
        assertEquals("tflm", quantized.profile());
    }

    @Test
    void perTensorWeightsShareTheGreatestScale() {
        QuantizationPlan plan =
                plan(dense().graph(), INT8.withPerChannel(false), Map.of("dense1", new RealRange(0, 510)));
        assertEquals(element(8, 2, 0), plan.tensors().get("dense1.c1"));
        assertEquals(
                new Quantized(IntFormat.I32, Scale.perTensor(1), 0),
                plan.tensors().get("dense1.c2"));
    }

    @Test
    void symmetricActivationsQuantizeTheInputAnew() {
        QuantizationPlan plan = plan(
                dense().graph(),
                INT8.withSymmetric(true),
                Map.of("x", new RealRange(0, 127), "dense1", new RealRange(-254, 10)));
        assertEquals(element(8, 1, 0), plan.tensors().get("x"));
        assertEquals(element(8, 2, 0), plan.tensors().get("dense1"));
    }

    @Test
    void boundsBecomeWordsOfTheClamp() {
        Graph graph = dense().then(new Relu6()).then(new Relu()).graph();
        QuantizationPlan plan = plan(graph, INT8, Map.of("relu3", new RealRange(0, 8)));
        // scale 8/255: zero −128, and 6 is 191.25 steps
        NodeArithmetic.Accumulate accumulate = (NodeArithmetic.Accumulate) arithmetic(plan, "dense1");
        assertEquals(new Clamp(-128, 63), accumulate.clamp());
        assertEquals(new NodeChoice.Merge("dense1"), plan.nodes().get("relu3"), "both go into the dense layer");
    }

    @Test
    void aClampOfATensorThatOthersReadStays() {
        TestNetwork network = dense().then(new Relu());
        Graph graph = network.addTo("dense1").graph();
        QuantizationPlan plan =
                plan(graph, INT8, Map.of("dense1", new RealRange(-255, 255), "add3", new RealRange(-255, 510)));
        assertEquals(new NodeArithmetic.Bound(new Clamp(-1, 127)), arithmetic(plan, "relu2"));
        assertEquals(plan.tensors().get("dense1"), plan.tensors().get("relu2"));
        ApplyQuantization.apply(graph, plan, new Diagnostics());
    }

    @Test
    void additionOfTensorFlowLite() {
        Graph graph = TestNetwork.of(1, 1, 2)
                .constant("c", RealTensor.of(Shape.of(1, 2), 0, 510))
                .node("sum", new Add(), List.of("x", "c"))
                .graph();
        QuantizationPlan plan = plan(graph, INT8, Map.of("x", new RealRange(0, 255), "sum", new RealRange(0, 1020)));
        // scales 1, 2 and 4, twice the greater operand's is 4: ¼, ½ and 4/(2^20·4)
        assertEquals(
                new NodeArithmetic.Add(
                        20,
                        new Rescaling(MultiplyShift.TFLM, List.of(new ScaleParameters(1 << 30, 32))),
                        new Rescaling(MultiplyShift.TFLM, List.of(new ScaleParameters(1 << 30, 31))),
                        new Rescaling(MultiplyShift.TFLM, List.of(new ScaleParameters(1 << 30, 50))),
                        new Clamp(-128, 127)),
                arithmetic(plan, "sum"));
        // ¼ and ½ of the result's steps: the greater one has 21 bits as ½ · 2^21
        MultiplyShift whole = new MultiplyShift(23, false, Rounding.HALF_UP);
        assertEquals(
                new NodeArithmetic.Add(
                        0,
                        new Rescaling(whole, List.of(new ScaleParameters(1 << 19, 0))),
                        new Rescaling(whole, List.of(new ScaleParameters(1 << 20, 0))),
                        new Rescaling(new PowerOfTwo(Rounding.HALF_UP), List.of(new ScaleParameters(1, 21))),
                        new Clamp(-128, 127)),
                arithmetic(
                        plan(
                                graph,
                                INT8.withProfile(ArithmeticProfile.XNNPACK),
                                Map.of("x", new RealRange(0, 255), "sum", new RealRange(0, 1020))),
                        "sum"));
    }

    @Test
    void wideActivationsHaveWideBiasesAndMultipliersOf16Bits() {
        QuantizationPlan plan = plan(
                dense().graph(),
                INT8.withBits(8, 16).withSymmetric(true),
                Map.of("x", new RealRange(-32767, 0), "dense1", new RealRange(-65534, 1)));
        assertEquals(new IntFormat(true, 48), plan.tensors().get("dense1.c2").format());
        NodeArithmetic.Accumulate accumulate = (NodeArithmetic.Accumulate) arithmetic(plan, "dense1");
        // effective scales 1·2/2 and 1·0.5/2 as 16-bit multipliers: 2^14 with shifts 14 and 16
        assertEquals(
                new Rescaling(
                        MultiplyShift.TFLM_WIDE,
                        List.of(new ScaleParameters(1 << 14, 14), new ScaleParameters(1 << 14, 16))),
                accumulate.output());
    }

    @Test
    void aRequestedAccumulatorIsUsedOnlyWhereItIsTooNarrow() {
        Map<String, RealRange> ranges = Map.of("dense1", new RealRange(0, 510));
        Accumulation narrow = new Accumulation.Wrap(new IntFormat(true, 15));
        Accumulation enough = new Accumulation.Wrap(new IntFormat(true, 16));
        assertEquals(
                narrow,
                ((NodeArithmetic.Accumulate)
                                arithmetic(plan(dense().graph(), INT8.withAccumulator(narrow), ranges), "dense1"))
                        .accumulation());
        assertEquals(
                new Accumulation.Exact(new IntFormat(true, 16)),
                ((NodeArithmetic.Accumulate)
                                arithmetic(plan(dense().graph(), INT8.withAccumulator(enough), ranges), "dense1"))
                        .accumulation());
    }

    @Test
    void whatKeepsItsQuantizationAndSoftmax() {
        Window window = new Window(2, 2, 2, 2, 1, 1, new Padding.Valid());
        Graph graph = TestNetwork.of(1, 1, 4, 4, 1)
                .then(new AveragePool(window))
                .then(new Flatten())
                .then(new Softmax())
                .graph();
        QuantizationPlan plan = plan(graph, INT8, Map.of("x", new RealRange(-16, 15.875)));
        Quantized eighth = element(8, 0.125, 0);
        assertEquals(eighth, plan.tensors().get("average_pool1"));
        assertEquals(eighth, plan.tensors().get("flatten2"));
        assertEquals(element(8, 1.0 / 256, -128), plan.tensors().get("softmax3"));
        assertEquals(
                new NodeArithmetic.Average(Rounding.HALF_AWAY, new Clamp(-128, 127)),
                arithmetic(plan, "average_pool1"));
        assertEquals(new NodeArithmetic.Move(), arithmetic(plan, "flatten2"));
        // 1/8·2^26 = ½·2^24: m = 2^30, left shift 24; −⌊31·2^26 / 2^24⌋ = −124
        assertEquals(
                new NodeArithmetic.Softmax(SoftmaxForm.FIXED_POINT, new ScaleParameters(1 << 30, 7), -124),
                arithmetic(plan, "softmax3"));
        assertEquals(
                element(8, 1.0 / 256, -128),
                plan(graph, INT8.withBits(4, 4), Map.of("x", new RealRange(-16, 15.875)))
                        .tensors()
                        .get("softmax3"));
    }

    @Test
    void aChannelOfZerosHasAScaleThatItsBiasNeeds() {
        Quantized weights = new WeightScheme(8, 1, false, WeightRange.GREATEST)
                .element(
                        RealTensor.of(Shape.of(2, 1), 0, 0),
                        Optional.of(RealTensor.of(Shape.of(2), 0, -6)),
                        IntFormat.I32,
                        2);
        assertEquals(List.of(1.0, (double) (3 / 0x1p30f)), weights.scale().factors());
    }

    @Test
    void whatCannotBePlannedIsReportedAllAtOnce() {
        Graph graph = dense().then(new Softmax()).batchNorm().graph();
        Diagnostics diagnostics = new Diagnostics();
        new PostTraining().plan(graph, seen(Map.of()), INT8, diagnostics);
        assertEquals(
                List.of(
                        "dense1 was not seen in calibration",
                        "batch_norm3: batch_norm has no integers of its own, and no neighbour could take it up",
                        "batch_norm3 was not seen in calibration"),
                diagnostics.found().stream().map(d -> d.message()).toList());
    }

    @Test
    void aPlanThatDoesNotFitIsRefused() {
        Graph graph = dense().then(new Relu()).graph();
        QuantizationPlan plan = plan(graph, INT8, Map.of("relu2", new RealRange(0, 510)));
        Map<String, Quantized> tensors = new HashMap<>(plan.tensors());
        tensors.remove("dense1.c1");
        tensors.put("other", element(8, 1, 0));
        Map<String, NodeChoice> nodes = new HashMap<>(plan.nodes());
        nodes.put("relu2", new NodeChoice.Merge("x"));
        InvalidInputException refused = assertThrows(
                InvalidInputException.class,
                () -> ApplyQuantization.apply(graph, new QuantizationPlan("tflm", tensors, nodes), new Diagnostics()));
        assertEquals(
                List.of(
                        "the plan gives no type to dense1.c1",
                        "the plan merges relu2 into x, which it does not read",
                        "the plan speaks of other, which the graph does not have"),
                refused.diagnostics().stream().map(d -> d.message()).toList());
    }

    @Test
    void aSumIsNotFinerThanItsOperands() {
        Graph graph = TestNetwork.of(1, 1, 2)
                .constant("c", RealTensor.of(Shape.of(1, 2), 0, 255))
                .node("sum", new Add(), List.of("x", "c"))
                .graph();
        QuantizationPlan plan = plan(graph, INT8, Map.of("x", new RealRange(0, 255), "sum", new RealRange(0, 0x1p-20)));
        // twice the scale 1, times 2^(1 − 20)
        assertEquals(element(8, 0x1p-18, -128), plan.tensors().get("sum"));
    }

    @Test
    void aTargetSaysWhatItTakes() {
        Accelerator target = new Accelerator(
                "t",
                8,
                8,
                6,
                4,
                20,
                32,
                32,
                6,
                new AccumulatorOverflow.SaturateChunk(4),
                "single",
                1,
                1,
                1,
                1,
                1,
                1,
                1,
                new MemoryPort(64, 40, 64),
                200,
                new ModelNode("t.accel", ""));
        assertEquals(
                new QuantizationSettings(
                        4,
                        6,
                        true,
                        false,
                        new MinMax(),
                        ArithmeticProfile.SINGLE,
                        Optional.of(new Accumulation.SaturateChunk(new IntFormat(true, 20), 4))),
                QuantizationSettings.forTarget(target));
    }

    @Test
    void aPlanPrintsAndCompares() {
        Graph graph = dense().then(new Relu()).graph();
        QuantizationPlan plan = plan(graph, INT8, Map.of("relu2", new RealRange(0, 510)));
        assertEquals("""
                quantization plan, profile tflm

                tensor     word  zero  scale
                x          u8    0     0.5
                dense1.c1  i8    0     0.5 … 2.0 along axis 0
                dense1.c2  i32   0     0.25 … 1.0 along axis 0
                dense1     i8    -128  2.0

                node    integers
                dense1  accumulate i16, requantize double i32 half_away per channel, clamp -128 … 127
                relu2   merged into dense1
                """, plan.text());
        Map<String, Quantized> tensors = new LinkedHashMap<>(plan.tensors());
        tensors.put("dense1", element(8, 4, -128));
        assertEquals(
                List.of("tensor dense1: - i8 zero -128 scale [2.0] + i8 zero -128 scale [4.0]"),
                plan.differences(new QuantizationPlan("tflm", tensors, plan.nodes())));
    }

    /** Two branches of different intervals come together: both get the interval around both. */
    @Test
    void operandsOfOneConcatenationShareTheirType() {
        ModelNode here = new ModelNode("m", "y");
        TensorType row = TensorType.real(Shape.of(1, 2));
        Graph graph = new Graph(
                "m",
                List.of(new Input("x", row, Optional.empty(), here)),
                List.of(Constant.real("w", RealTensor.of(Shape.of(2, 2), 1, 2, 3, 4), here)),
                List.of(
                        Node.real("a", new Dense(), List.of("x", "w"), row, here),
                        Node.real("b", new Dense(), List.of("a", "w"), row, here),
                        Node.real("y", new Concat(1), List.of("a", "b"), TensorType.real(Shape.of(1, 4)), here)),
                List.of("y"));
        Map<String, RealRange> ranges = Map.of(
                "x", new RealRange(0, 255),
                "a", new RealRange(-128, 0),
                "b", new RealRange(0, 127),
                "y", new RealRange(-128, 127));
        QuantizationPlan plan = plan(graph, INT8, ranges);
        for (String name : List.of("a", "b", "y")) {
            assertEquals(element(8, 1, 0), plan.tensors().get(name), name);
        }
        ApplyQuantization.apply(graph, plan, new Diagnostics());
    }
}
