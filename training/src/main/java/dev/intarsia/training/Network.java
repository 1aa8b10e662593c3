package dev.intarsia.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * An {@link Architecture} with weights that PyTorch (through DJL) differentiates. Inside, values are [n, c, h, w] and convolution
 * weights [k, c, r, s], as PyTorch wants them; {@link #export()} gives the channels-last layouts of the model language.
 */
public final class Network implements AutoCloseable {

    private static final float BATCH_NORM_MOMENTUM = 0.9f;

    private final Architecture architecture;
    private final NDManager manager;
    private final Map<String, int[]> exportedShapes;
    private final SequencedMap<String, NDArray> weights = new LinkedHashMap<>();

    /** A network with random weights: He-normal for convolutions and dense layers, the identity for batch normalization. */
    public Network(Architecture architecture, RandomGenerator random) {
        this.architecture = architecture;
        this.manager = NDManager.newBaseManager();
        this.exportedShapes = architecture.weights();
        exportedShapes.forEach((name, shape) -> {
            NDArray weight = manager.create(initial(name, shape, random), torchShape(shape));
            weight.setRequiresGradient(isLearned(name));
            weights.put(name, weight);
        });
    }

    /** A manager for the arrays of one batch; close it after the step. */
    public NDManager newBatch() {
        return manager.newSubManager();
    }

    /** Calls {@code action} with the name and the array of every weight that has a gradient. */
    public void forEachLearned(BiConsumer<String, NDArray> action) {
        weights.forEach((name, weight) -> {
            if (isLearned(name)) {
                action.accept(name, weight);
            }
        });
    }

    /**
     * The logits [n, 10] of a batch [n, 1, 28, 28] of real pixels.
     *
     * @param training whether batch normalization uses the batch's statistics and updates the running ones
     * @param noise is added to the weights of its name; weights without noise are used as they are
     */
    public NDArray logits(NDArray images, boolean training, Map<String, NDArray> noise) {
        var values = new HashMap<>(Map.of(Architecture.IMAGE, images));
        NDArray last = images;
        for (Layer layer : architecture.layers()) {
            NDArray input = values.get(layer.inputs().getFirst());
            last = switch (layer) {
                case Layer.Convolution c ->
                    convolution(
                            input,
                            noisy(c.name() + ".w", noise),
                            c.kernel(),
                            c.stride(),
                            biasOf(c.name(), c.bias()),
                            1);
                case Layer.DepthwiseConvolution c -> {
                    int channels = Math.toIntExact(input.getShape().get(1));
                    yield convolution(
                            input,
                            noisy(c.name() + ".w", noise),
                            c.kernel(),
                            c.stride(),
                            biasOf(c.name(), c.bias()),
                            channels);
                }
                case Layer.BatchNormalization b -> batchNormalization(input, b.name(), b.epsilon(), training);
                case Layer.Relu r -> Float.isInfinite(r.ceiling()) ? Activation.relu(input) : Activation.relu6(input);
                case Layer.MaxPool p -> {
                    var window = new Shape(p.kernel(), p.kernel());
                    yield Pool.maxPool2d(input, window, window, new Shape(0, 0), false);
                }
                case Layer.Addition a -> NDArrays.add(input, values.get(a.right()));
                case Layer.GlobalAveragePool g -> Pool.globalAvgPool2d(input);
                case Layer.Dense d ->
                    Linear.linear(input, noisy(d.name() + ".w", noise), weights.get(d.name() + ".b"))
                            .singletonOrThrow();
            };
            values.put(layer.name(), last);
        }
        return last;
    }

    /** The weights as the model file holds them: convolutions [k, r, s, c], everything else as it is. */
    public List<NamedArray> export() {
        var arrays = new ArrayList<NamedArray>();
        weights.forEach((name, weight) -> {
            int[] shape = exportedShapes.get(name);
            try (NDArray exported = shape.length == 4 ? weight.transpose(0, 2, 3, 1) : weight.duplicate()) {
                arrays.add(NamedArray.of(name, shape, exported.toFloatArray()));
            }
        });
        return arrays;
    }

    @Override
    public void close() {
        manager.close();
    }

    /** The sum belongs to the noise's manager, so that it is freed with the batch. */
    private NDArray noisy(String name, Map<String, NDArray> noise) {
        NDArray weight = weights.get(name);
        return noise.containsKey(name) ? noise.get(name).add(weight) : weight;
    }

    private NDArray biasOf(String name, boolean bias) {
        return bias ? weights.get(name + ".b") : null;
    }

    private static NDArray convolution(
            NDArray input, NDArray weight, int kernel, int stride, NDArray bias, int groups) {
        SamePadding rows = SamePadding.of(Math.toIntExact(input.getShape().get(2)), kernel, stride);
        SamePadding columns = SamePadding.of(Math.toIntExact(input.getShape().get(3)), kernel, stride);
        // PyTorch's own padding is symmetric, "same" is not: at stride 2 the extra row and column are at the end.
        NDArray padded = input;
        if (kernel > 1) {
            padded = input.pad(new Shape(columns.before(), columns.after(), rows.before(), rows.after()), 0);
        }
        NDList out = Conv2d.conv2d(
                padded, weight, bias, new Shape(stride, stride), new Shape(0, 0), new Shape(1, 1), groups);
        return out.singletonOrThrow();
    }

    private NDArray batchNormalization(NDArray input, String name, float epsilon, boolean training) {
        return BatchNorm.batchNorm(
                        input,
                        weights.get(name + ".mean"),
                        weights.get(name + ".variance"),
                        weights.get(name + ".gamma"),
                        weights.get(name + ".beta"),
                        1,
                        BATCH_NORM_MOMENTUM,
                        epsilon,
                        training)
                .singletonOrThrow();
    }

    private static boolean isLearned(String name) {
        return !name.endsWith(".mean") && !name.endsWith(".variance");
    }

    /** [k, r, s, c] → [k, c, r, s]; other shapes stay. */
    private static Shape torchShape(int[] shape) {
        return shape.length == 4
                ? new Shape(shape[0], shape[3], shape[1], shape[2])
                : new Shape(Arrays.stream(shape).asLongStream().toArray());
    }

    private static float[] initial(String name, int[] shape, RandomGenerator random) {
        float[] values = new float[Math.toIntExact(NamedArray.sizeOf(shape))];
        if (name.endsWith(".w")) {
            double deviation = Math.sqrt(2.0 * shape[0] / values.length);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
        } else if (name.endsWith(".gamma") || name.endsWith(".variance")) {
            Arrays.fill(values, 1);
        }
        return values;
    }
}
