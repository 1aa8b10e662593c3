package dev.intarsia.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Plain float32 execution of a network from exported weights, one image at a time, channels last. It shares no code with PyTorch, so
 * it confirms layouts and padding of the exported files as well as their accuracy.
 */
public final class PlainNetwork {

    private final Architecture architecture;
    private final Map<String, Extent> extents;
    private final Map<String, NamedArray> weights;
    private final Map<String, float[]> byTap = new HashMap<>();

    /** @throws IllegalArgumentException if a weight is missing or has another shape than the architecture says */
    public PlainNetwork(Architecture architecture, Map<String, NamedArray> weights) {
        this.architecture = architecture;
        this.extents = architecture.extents();
        this.weights = Map.copyOf(weights);
        architecture.weights().forEach((name, shape) -> {
            NamedArray array = weights.get(name);
            if (array == null || !Arrays.equals(shape, array.shape())) {
                throw new IllegalArgumentException("weight " + name + " is missing or has another shape");
            }
        });
        for (Layer layer : architecture.layers()) {
            if (layer instanceof Layer.Convolution) {
                byTap.put(layer.name(), byTap(weights.get(layer.name() + ".w")));
            }
        }
    }

    /** The logits of one image of 28·28 bytes that begins at {@code from}. */
    public float[] logits(byte[] pixels, int from) {
        return logits(pixels, from, (name, value) -> value);
    }

    /**
     * The logits of one image, where {@code tap} sees every value (by name, the image first) and gives what the next layers read.
     */
    public float[] logits(byte[] pixels, int from, BiFunction<String, float[], float[]> tap) {
        float[] image = new float[FashionData.IMAGE_BYTES];
        for (int i = 0; i < image.length; i++) {
            image[i] = Byte.toUnsignedInt(pixels[from + i]) * (1f / 255);
        }
        float[] last = tap.apply(Architecture.IMAGE, image);
        var values = new HashMap<>(Map.of(Architecture.IMAGE, last));
        for (Layer layer : architecture.layers()) {
            last = tap.apply(layer.name(), run(layer, values));
            values.put(layer.name(), last);
        }
        return last;
    }

    /** How many of the images have their label as the first of the greatest logits. */
    public int correct(FashionData data) {
        return correct(data, (name, value) -> value);
    }

    /** As {@link #correct(FashionData)}, with a tap on every value. */
    public int correct(FashionData data, BiFunction<String, float[], float[]> tap) {
        int correct = 0;
        for (int n = 0; n < data.count(); n++) {
            float[] logits = logits(data.pixels(), n * FashionData.IMAGE_BYTES, tap);
            int best = 0;
            for (int k = 1; k < logits.length; k++) {
                best = logits[k] > logits[best] ? k : best;
            }
            correct += best == data.labels()[n] ? 1 : 0;
        }
        return correct;
    }

    private float[] run(Layer layer, Map<String, float[]> values) {
        String first = layer.inputs().getFirst();
        float[] x = values.get(first);
        Extent in = extents.get(first);
        Extent out = extents.get(layer.name());
        return switch (layer) {
            case Layer.Convolution c -> convolution(x, in, out, c);
            case Layer.DepthwiseConvolution c -> depthwise(x, in, out, c);
            case Layer.BatchNormalization b -> batchNormalization(x, b);
            case Layer.Relu r -> relu(x, r.ceiling());
            case Layer.MaxPool p -> maxPool(x, in, out, p.kernel());
            case Layer.Addition a -> sum(x, values.get(a.right()));
            case Layer.GlobalAveragePool g -> mean(x, in);
            case Layer.Dense d -> dense(x, d);
        };
    }

    private float[] convolution(float[] x, Extent in, Extent out, Layer.Convolution layer) {
        float[] w = byTap.get(layer.name());
        float[] patch = new float[layer.kernel() * layer.kernel() * in.c()];
        float[] y = new float[out.size()];
        float[] b = layer.bias() ? floats(layer.name() + ".b") : new float[out.c()];
        for (int h = 0; h < out.h(); h++) {
            for (int v = 0; v < out.w(); v++) {
                gather(x, in, layer.kernel(), layer.stride(), h, v, patch);
                float[] sums = b.clone();
                for (int i = 0; i < patch.length; i++) {
                    addProducts(sums, patch[i], w, i * sums.length);
                }
                System.arraycopy(sums, 0, y, (h * out.w() + v) * out.c(), sums.length);
            }
        }
        return y;
    }

    /** Adds factor·w[from + k] to every sum k. */
    private static void addProducts(float[] sums, float factor, float[] w, int from) {
        for (int k = 0; k < sums.length; k++) {
            sums[k] += factor * w[from + k];
        }
    }

    /** [k, r, s, c] → [r, s, c, k], so that the inner loop runs over neighbouring weights. */
    private static float[] byTap(NamedArray w) {
        int channels = w.shape()[0];
        float[] from = w.floats();
        float[] to = new float[from.length];
        for (int i = 0; i < from.length; i++) {
            int taps = from.length / channels;
            to[i % taps * channels + i / taps] = from[i];
        }
        return to;
    }

    private float[] depthwise(float[] x, Extent in, Extent out, Layer.DepthwiseConvolution layer) {
        float[] w = floats(layer.name() + ".w");
        int taps = layer.kernel() * layer.kernel();
        float[] patch = new float[taps * in.c()];
        float[] y = new float[out.size()];
        float[] b = layer.bias() ? floats(layer.name() + ".b") : new float[out.c()];
        for (int h = 0; h < out.h(); h++) {
            for (int v = 0; v < out.w(); v++) {
                gather(x, in, layer.kernel(), layer.stride(), h, v, patch);
                for (int c = 0; c < out.c(); c++) {
                    float sum = b[c];
                    for (int t = 0; t < taps; t++) {
                        sum += patch[t * in.c() + c] * w[c * taps + t];
                    }
                    y[(h * out.w() + v) * out.c() + c] = sum;
                }
            }
        }
        return y;
    }

    /** The window [r, s, c] of the output position (h, v), with zeros outside the input. */
    private static void gather(float[] x, Extent in, int kernel, int stride, int h, int v, float[] patch) {
        int top = h * stride - SamePadding.of(in.h(), kernel, stride).before();
        int left = v * stride - SamePadding.of(in.w(), kernel, stride).before();
        for (int r = 0; r < kernel; r++) {
            for (int s = 0; s < kernel; s++) {
                boolean inside = top + r >= 0 && top + r < in.h() && left + s >= 0 && left + s < in.w();
                int from = ((top + r) * in.w() + left + s) * in.c();
                for (int c = 0; c < in.c(); c++) {
                    patch[(r * kernel + s) * in.c() + c] = inside ? x[from + c] : 0;
                }
            }
        }
    }

    private float[] batchNormalization(float[] x, Layer.BatchNormalization layer) {
        float[] gamma = floats(layer.name() + ".gamma");
        float[] beta = floats(layer.name() + ".beta");
        float[] mean = floats(layer.name() + ".mean");
        float[] variance = floats(layer.name() + ".variance");
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int c = i % gamma.length;
            y[i] = gamma[c] * (x[i] - mean[c]) / (float) Math.sqrt(variance[c] + layer.epsilon()) + beta[c];
        }
        return y;
    }

    private float[] dense(float[] x, Layer.Dense layer) {
        float[] w = floats(layer.name() + ".w");
        float[] y = floats(layer.name() + ".b").clone();
        for (int k = 0; k < y.length; k++) {
            for (int c = 0; c < x.length; c++) {
                y[k] += x[c] * w[k * x.length + c];
            }
        }
        return y;
    }

    private static float[] relu(float[] x, float ceiling) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = Math.clamp(x[i], 0, ceiling);
        }
        return y;
    }

    private static float[] maxPool(float[] x, Extent in, Extent out, int kernel) {
        float[] y = new float[out.size()];
        for (int i = 0; i < y.length; i++) {
            int c = i % out.c();
            int w = i / out.c() % out.w();
            int h = i / out.c() / out.w();
            float greatest = Float.NEGATIVE_INFINITY;
            for (int t = 0; t < kernel * kernel; t++) {
                int row = h * kernel + t / kernel;
                int column = w * kernel + t % kernel;
                greatest = Math.max(greatest, x[(row * in.w() + column) * in.c() + c]);
            }
            y[i] = greatest;
        }
        return y;
    }

    private static float[] sum(float[] left, float[] right) {
        float[] y = new float[left.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = left[i] + right[i];
        }
        return y;
    }

    private static float[] mean(float[] x, Extent in) {
        float[] y = new float[in.c()];
        for (int i = 0; i < x.length; i++) {
            y[i % in.c()] += x[i];
        }
        for (int c = 0; c < in.c(); c++) {
            y[c] /= in.h() * in.w();
        }
        return y;
    }

    private float[] floats(String weight) {
        return weights.get(weight).floats();
    }
}
