package dev.intarsia.simulator.real;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.BatchNorm;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Pad;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Relu6;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.pass.GraphPasses;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.ApplyQuantization;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.ErrorCollector;
import dev.intarsia.ir.quantize.PostTraining;
import dev.intarsia.ir.quantize.QuantizationPlan;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.TensorError;
import dev.intarsia.ir.quantize.TensorQuantization;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The words of a quantized network mean what its real numbers are: every operator, from planning to the oracle. A wrong scale, zero
 * point, clamp or multiplier costs far more than the decibels that are asked for; each bit is worth about six.
 */
class QuantizedWordsTest {

    private static final double WIDE_SOFTMAX = 75;

    private static final Padding SAME = new Padding.Same();

    private final Network network = new Network(7, 1, 8, 8, 3)
            .weights("conv.w", 8, 3, 3, 3)
            .weights("gamma", 8)
            .weights("beta", 8)
            .weights("mean", 8)
            .variances("variance", 8)
            .node("conv", new Conv2d(Sliding.unit(SAME), 1), "x", "conv.w")
            .node("norm", new BatchNorm(1e-3), "conv", "gamma", "beta", "mean", "variance")
            .node("relu6", new Relu6(), "norm")
            .weights("deep.w", 8, 3, 3, 1)
            .weights("deep.b", 8)
            .node("border", new Pad(new Padding.Explicit(1, 1, 1, 1)), "relu6")
            .node("deep", new DepthwiseConv2d(Sliding.unit(new Padding.Valid())), "border", "deep.w", "deep.b")
            .weights("point.w", 8, 1, 1, 4)
            .weights("point.b", 8)
            .node("point", new Conv2d(Sliding.unit(SAME), 2), "deep", "point.w", "point.b")
            .node("sum", new Add(), "point", "relu6")
            .node("relu", new Relu(), "sum")
            .node("max", new MaxPool(new Window(2, 2, 2, 2, 1, 1, SAME)), "relu")
            .node("mean2", new AveragePool(new Window(3, 3, 1, 1, 1, 1, SAME)), "max")
            .node("edge", new Pad(new Padding.Explicit(0, 1, 1, 0)), "mean2")
            .node("flat", new Flatten(), "edge")
            .weights("dense.w", 5, 200)
            .weights("dense.b", 5)
            .node("dense", new Dense(), "flat", "dense.w", "dense.b")
            .node("softmax", new Softmax(), "dense");

    @ParameterizedTest
    @CsvSource({
        // profile, weights, activations, per channel, symmetric, least decibels
        "tflm, 16, 16, true, true, 78",
        "tflm, 16, 16, false, false, 79",
        "single, 16, 16, true, false, 80",
        "xnnpack, 16, 16, true, false, 80",
        "tflite-2.21, 16, 12, true, false, 56",
        "pow2, 16, 16, false, true, 74",
        "tflm, 8, 8, true, false, 32",
        "tflm, 8, 8, false, true, 27",
        "single, 8, 8, true, true, 30",
        "xnnpack, 8, 8, true, false, 32",
        "ort, 8, 8, false, false, 31",
        "tflm, 4, 8, true, false, 13",
        "tflm, 8, 5, true, false, 13"
    })
    void wordsMeanTheirRealNumbers(
            String profile, int weights, int activations, boolean perChannel, boolean symmetric, double least) {
        QuantizationSettings settings = QuantizationSettings.int8()
                .withProfile(ArithmeticProfile.named(profile).orElseThrow())
                .withBits(weights, activations)
                .withPerChannel(perChannel)
                .withSymmetric(symmetric);
        for (TensorError error : errors(settings)) {
            // TensorFlow Lite's softmax of 16 bits goes by interpolated tables, and is several steps off
            double own = error.tensor().equals("softmax") ? Math.min(least, WIDE_SOFTMAX) : least;
            assertTrue(error.signalToNoise() >= own, settings + "\n" + error);
        }
    }

    private List<TensorError> errors(QuantizationSettings settings) {
        Graph graph = GraphPasses.applyAll(network.graph());
        List<List<RealTensor>> images = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            images.add(List.of(network.image()));
        }
        Calibration calibration = RealEngine.calibrate(graph, images);
        Diagnostics diagnostics = new Diagnostics();
        QuantizationPlan plan = new PostTraining().plan(graph, calibration, settings, diagnostics);
        QuantizedGraph quantized = ApplyQuantization.apply(graph, plan, diagnostics);
        Program program = Lower.lower(quantized);
        Input input = quantized.graph().inputs().getFirst();
        ErrorCollector collector = new ErrorCollector(graph, plan);
        for (List<RealTensor> image : images) {
            RawTensor raw =
                    TensorQuantization.quantize(image.getFirst(), input.type().quantized());
            Map<String, RawTensor> words = new HashMap<>(Map.of("x", raw));
            new Oracle().run(program, List.of(raw.reshaped(raw.shape().withoutFirst())), words::put);
            collector.add(RealEngine.run(graph, image), words);
        }
        return collector.errors();
    }
}
