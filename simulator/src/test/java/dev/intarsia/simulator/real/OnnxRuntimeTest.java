package dev.intarsia.simulator.real;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.op.Binary;
import dev.intarsia.ir.op.BinaryFunction;
import dev.intarsia.ir.op.Elementwise;
import dev.intarsia.ir.op.Function;
import dev.intarsia.ir.op.Hardmax;
import dev.intarsia.ir.op.LogSoftmax;
import dev.intarsia.ir.op.MatMul;
import dev.intarsia.ir.op.Mul;
import dev.intarsia.ir.op.PRelu;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.RealMath;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.op.Sub;
import dev.intarsia.ir.op.Transpose;
import dev.intarsia.ir.op.TransposeConv2d;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Real arithmetic against ONNX Runtime, an outside witness of what the operators mean: windows, padding, groups, the number by which an
 * average is divided. It sums in float32 and in another order, so results agree up to rounding: 10⁻⁵ of the greatest magnitude.
 */
class OnnxRuntimeTest {

    private static final Map<Function, String> NAMES = new EnumMap<>(Map.ofEntries(
            Map.entry(Function.ABS, "Abs"),
            Map.entry(Function.NEGATE, "Neg"),
            Map.entry(Function.SIGN, "Sign"),
            Map.entry(Function.EXP, "Exp"),
            Map.entry(Function.SIN, "Sin"),
            Map.entry(Function.COS, "Cos"),
            Map.entry(Function.ERF, "Erf"),
            Map.entry(Function.FLOOR, "Floor"),
            Map.entry(Function.CEIL, "Ceil"),
            Map.entry(Function.ROUND, "Round"),
            Map.entry(Function.LOGISTIC, "Sigmoid"),
            Map.entry(Function.TANH, "Tanh"),
            Map.entry(Function.HARD_SIGMOID, "HardSigmoid"),
            Map.entry(Function.HARD_SWISH, "HardSwish"),
            Map.entry(Function.LEAKY_RELU, "LeakyRelu"),
            Map.entry(Function.THRESHOLDED_RELU, "ThresholdedRelu"),
            Map.entry(Function.ELU, "Elu"),
            Map.entry(Function.CELU, "Celu"),
            Map.entry(Function.SELU, "Selu"),
            Map.entry(Function.SOFTPLUS, "Softplus"),
            Map.entry(Function.SOFTSIGN, "Softsign")));

    private static final Map<Function, String> NAMES_ON_POSITIVE =
            Map.of(Function.LOG, "Log", Function.SQRT, "Sqrt", Function.RECIPROCAL, "Reciprocal");

    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private static Window window(int height, int width, int stride, int dilation, int[] pads) {
        return new Window(
                height,
                width,
                stride,
                stride,
                dilation,
                dilation,
                new Padding.Explicit(pads[0], pads[2], pads[1], pads[3]));
    }

    private static Map<String, Object> attributes(Window window, int[] pads) {
        return new HashMap<>(Map.of(
                "kernel_shape", new int[] {window.height(), window.width()},
                "strides", new int[] {window.strideHeight(), window.strideWidth()},
                "dilations", new int[] {window.dilationHeight(), window.dilationWidth()},
                "pads", pads));
    }

    @Property(tries = 150, seed = "20261123")
    void convolution(
            @ForAll @IntRange(min = 5, max = 9) int height,
            @ForAll @IntRange(min = 5, max = 9) int width,
            @ForAll @IntRange(min = 1, max = 3) int r,
            @ForAll @IntRange(min = 1, max = 3) int s,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(min = 1, max = 2) int dilation,
            @ForAll @IntRange(min = 1, max = 3) int groups,
            @ForAll @IntRange(min = 1, max = 3) int channels,
            @ForAll @IntRange(min = 1, max = 5) int kernels,
            @ForAll @IntRange(min = 0, max = 2) int before,
            @ForAll @IntRange(min = 0, max = 2) int after,
            @ForAll long seed)
            throws OrtException {
        Random random = new Random(seed);
        int[] pads = {before, after, after, before};
        Window window = window(r, s, stride, dilation, pads);
        RealTensor x = tensor(random, 2, height, width, groups * channels);
        RealTensor w = tensor(random, groups * kernels, r, s, channels);
        RealTensor b = tensor(random, groups * kernels);
        Map<String, Object> attributes = attributes(window, pads);
        attributes.put("group", groups);
        OnnxModel model = new OnnxModel("Conv", attributes)
                .input("x", channelsFirst(x.shape()))
                .constant("w", channelsFirst(w), channelsFirst(w.shape()))
                .constant("b", b.toArray(), groups * kernels);
        assertAgrees(model, x, RealMath.conv2d(x, w, Optional.of(b), window, groups));
    }

    @Property(tries = 100, seed = "20261123")
    void pooling(
            @ForAll @IntRange(min = 4, max = 9) int height,
            @ForAll @IntRange(min = 4, max = 9) int width,
            @ForAll @IntRange(min = 2, max = 3) int size,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(min = 0, max = 1) int before,
            @ForAll @IntRange(min = 0, max = 1) int after,
            @ForAll long seed)
            throws OrtException {
        int[] pads = {before, after, after, before};
        Window window = window(size, size, stride, 1, pads);
        RealTensor x = tensor(new Random(seed), 2, height, width, 3);
        Map<String, Object> attributes = attributes(window, pads);
        assertAgrees(
                new OnnxModel("MaxPool", attributes).input("x", channelsFirst(x.shape())),
                x,
                RealMath.maxPool(x, window));
        attributes.remove("dilations"); // average pooling has none in this version of ONNX
        attributes.put("count_include_pad", 0);
        assertAgrees(
                new OnnxModel("AveragePool", attributes).input("x", channelsFirst(x.shape())),
                x,
                RealMath.averagePool(x, window));
    }

    @Property(tries = 30, seed = "20261123")
    void denseSoftmaxAndBatchNorm(
            @ForAll @IntRange(min = 1, max = 40) int c, @ForAll @IntRange(min = 1, max = 9) int k, @ForAll long seed)
            throws OrtException {
        Random random = new Random(seed);
        RealTensor x = tensor(random, 3, c);
        RealTensor w = tensor(random, k, c);
        RealTensor b = tensor(random, k);
        assertAgrees(
                new OnnxModel("Gemm", Map.of("transB", 1))
                        .input("x", 3, c)
                        .constant("w", w.toArray(), k, c)
                        .constant("b", b.toArray(), k),
                x,
                RealMath.dense(x, w, Optional.of(b)));
        assertAgrees(new OnnxModel("Softmax", Map.of("axis", -1)).input("x", 3, c), x, new Softmax().real(List.of(x)));
        RealTensor gamma = tensor(random, c);
        RealTensor beta = tensor(random, c);
        RealTensor mean = tensor(random, c);
        RealTensor variance = RealMath.clamp(tensor(random, c), 0.1f, 9);
        assertAgrees(
                new OnnxModel("BatchNormalization", Map.of("epsilon", 0.01f))
                        .input("x", 3, c)
                        .constant("gamma", gamma.toArray(), c)
                        .constant("beta", beta.toArray(), c)
                        .constant("mean", mean.toArray(), c)
                        .constant("variance", variance.toArray(), c),
                x,
                RealMath.batchNorm(x, gamma, beta, mean, variance, 0.01f));
    }

    /** Functions of one number under the names that ONNX has for them. */
    @Property(tries = 20, seed = "20261125")
    void functions(@ForAll long seed) throws OrtException {
        Random random = new Random(seed);
        RealTensor x = tensor(random, 3, 40);
        RealTensor positive = RealMath.clamp(new Elementwise(Function.ABS).real(List.of(x)), 0.05f, 100);
        for (Map.Entry<Function, String> named : NAMES.entrySet()) {
            assertAgrees(
                    new OnnxModel(named.getValue(), Map.of()).input("x", 3, 40),
                    x,
                    new Elementwise(named.getKey()).real(List.of(x)));
        }
        for (Map.Entry<Function, String> named : NAMES_ON_POSITIVE.entrySet()) {
            assertAgrees(
                    new OnnxModel(named.getValue(), Map.of()).input("x", 3, 40),
                    positive,
                    new Elementwise(named.getKey()).real(List.of(positive)));
        }
    }

    /** Functions of two tensors, rows and columns repeated, and what is along an axis. */
    @Property(tries = 20, seed = "20261125")
    void pairsAndRows(@ForAll long seed) throws OrtException {
        Random random = new Random(seed);
        RealTensor x = tensor(random, 3, 7);
        RealTensor y = tensor(random, 1, 7);
        Map<Op, String> pairs =
                Map.of(new Sub(), "Sub", new Mul(), "Mul", new Binary(BinaryFunction.DIV), "Div", new PRelu(), "PRelu");
        for (Map.Entry<Op, String> named : pairs.entrySet()) {
            assertAgrees(
                    new OnnxModel(named.getValue(), Map.of()).input("x", 3, 7).constant("second", y.toArray(), 1, 7),
                    x,
                    named.getKey().real(List.of(x, y)));
        }
        Map<Op, String> rows =
                Map.of(new Softmax(0), "Softmax", new LogSoftmax(0), "LogSoftmax", new Hardmax(0), "Hardmax");
        for (Map.Entry<Op, String> named : rows.entrySet()) {
            assertAgrees(
                    new OnnxModel(named.getValue(), Map.of("axis", 0)).input("x", 3, 7),
                    x,
                    named.getKey().real(List.of(x)));
        }
        RealTensor w = tensor(random, 7, 5);
        assertAgrees(
                new OnnxModel("MatMul", Map.of()).input("x", 3, 7).constant("w", w.toArray(), 7, 5),
                x,
                new MatMul().real(List.of(x, w)));
    }

    /** Transposed convolution of every stride, dilation and cut. */
    @Property(tries = 40, seed = "20261125")
    void transposedConvolution(
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(min = 1, max = 2) int dilation,
            @ForAll @IntRange(min = 1, max = 3) int kernel,
            @ForAll @IntRange(min = 0, max = 1) int cut,
            @ForAll long seed)
            throws OrtException {
        Random random = new Random(seed);
        RealTensor x = tensor(random, 2, 4, 5, 3);
        RealTensor w = tensor(random, 6, kernel, kernel, 3);
        int height = 3 * stride + (kernel - 1) * dilation + 1 - 2 * cut;
        int width = height + stride;
        if (height < 1) {
            return;
        }
        // ONNX has the input channel first.
        float[] turned = new Transpose(List.of(3, 0, 1, 2)).real(List.of(w)).toArray();
        OnnxModel model = new OnnxModel(
                        "ConvTranspose",
                        Map.of(
                                "strides", new int[] {stride, stride},
                                "dilations", new int[] {dilation, dilation},
                                "pads", new int[] {cut, cut, cut, cut}))
                .input("x", 2, 3, 4, 5)
                .constant("w", turned, 3, 6, kernel, kernel);
        assertAgrees(
                model,
                x,
                new TransposeConv2d(stride, stride, dilation, dilation, cut, cut, height, width, 1)
                        .real(List.of(x, w)));
    }

    private static void assertAgrees(OnnxModel model, RealTensor x, RealTensor found) throws OrtException {
        float[] input = x.shape().rank() == 4 ? channelsFirst(x) : x.toArray();
        long[] dimensions = x.shape().rank() == 4 ? channelsFirst(x.shape()) : longs(x.shape());
        float[] own = found.shape().rank() == 4 ? channelsFirst(found) : found.toArray();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session =
                            ENVIRONMENT.createSession(model.bytes(found.shape().rank()), options);
                    OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(input), dimensions);
                    OrtSession.Result result = session.run(Map.of("x", tensor))) {
                OnnxTensor y = (OnnxTensor) result.get(0);
                assertEquals(
                        Arrays.toString(
                                found.shape().rank() == 4 ? channelsFirst(found.shape()) : longs(found.shape())),
                        Arrays.toString(y.getInfo().getShape()));
                float[] expected = new float[own.length];
                y.getFloatBuffer().get(expected);
                float magnitude = 1;
                for (float value : expected) {
                    magnitude = Math.max(magnitude, Math.abs(value));
                }
                for (int i = 0; i < own.length; i++) {
                    assertEquals(expected[i], own[i], 1e-5f * magnitude, "at " + i);
                }
            }
        }
    }

    /** From n h w c to n c h w; weights from k r s c to k c r s. */
    private static float[] channelsFirst(RealTensor tensor) {
        int n = tensor.shape().size(0);
        int places = tensor.shape().size(1) * tensor.shape().size(2);
        int channels = tensor.shape().size(3);
        float[] result = new float[tensor.shape().elements()];
        for (int i = 0; i < result.length; i++) {
            int place = i / channels % places;
            result[(i / channels / places * channels + i % channels) * places + place] = tensor.at(i);
        }
        assertEquals(result.length, n * places * channels);
        return result;
    }

    private static long[] channelsFirst(Shape shape) {
        return new long[] {shape.size(0), shape.size(3), shape.size(1), shape.size(2)};
    }

    private static long[] longs(Shape shape) {
        return shape.sizes().stream().mapToLong(Integer::longValue).toArray();
    }

    private static RealTensor tensor(Random random, int... sizes) {
        Shape shape = Shape.of(sizes);
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return RealTensor.owning(shape, values);
    }
}
