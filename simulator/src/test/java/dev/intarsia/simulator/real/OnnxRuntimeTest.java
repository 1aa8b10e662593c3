package dev.intarsia.simulator.real;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.RealMath;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
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
        assertAgrees(new OnnxModel("Softmax", Map.of("axis", -1)).input("x", 3, c), x, RealMath.softmax(x));
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
