package dev.intarsia.training;

import dev.intarsia.training.Layer.Addition;
import dev.intarsia.training.Layer.BatchNormalization;
import dev.intarsia.training.Layer.Convolution;
import dev.intarsia.training.Layer.Dense;
import dev.intarsia.training.Layer.DepthwiseConvolution;
import dev.intarsia.training.Layer.GlobalAveragePool;
import dev.intarsia.training.Layer.MaxPool;
import dev.intarsia.training.Layer.Relu;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A network without its weights: layers in the order of their execution. The last one gives the logits; softmax follows it in the
 * exported model and is not part of this list, because the loss and the class need only the logits.
 *
 * <p>Everything else is read from this list: the trained network ({@link Network}), the plain execution ({@link PlainNetwork}) and
 * the model's text ({@link ModelText}).
 *
 * @param name the model's name
 * @param input the extent of the value {@code image}
 * @param layers in an order in which every value is defined before it is used
 */
public record Architecture(String name, Extent input, List<Layer> layers) {

    /** The name of the input value. */
    public static final String IMAGE = "image";

    private static final float EPSILON = 0.001f;

    public Architecture {
        layers = List.copyOf(layers);
    }

    /**
     * The shipped classifier of 28×28 grey images in ten classes: every operator of a usual small network, all inner channel
     * counts multiples of 16.
     */
    public static Architecture fashion() {
        return new Architecture(
                "fashion",
                new Extent(28, 28, 1),
                List.of(
                        new Convolution("conv1", IMAGE, 16, 3, 2, false),
                        new BatchNormalization("bn1", "conv1", EPSILON),
                        new Relu("a1", "bn1", Float.POSITIVE_INFINITY),
                        new Convolution("conv2", "a1", 32, 3, 1, false),
                        new BatchNormalization("bn2", "conv2", EPSILON),
                        new Relu("a2", "bn2", Float.POSITIVE_INFINITY),
                        new MaxPool("pool2", "a2", 2),
                        new DepthwiseConvolution("dw3", "pool2", 3, 1, false),
                        new BatchNormalization("bn3", "dw3", EPSILON),
                        new Relu("a3", "bn3", 6),
                        new Convolution("pw4", "a3", 32, 1, 1, false),
                        new BatchNormalization("bn4", "pw4", EPSILON),
                        new Addition("sum4", "pool2", "bn4"),
                        new Relu("a4", "sum4", Float.POSITIVE_INFINITY),
                        new Convolution("conv5", "a4", 64, 3, 1, false),
                        new BatchNormalization("bn5", "conv5", EPSILON),
                        new Relu("a5", "bn5", Float.POSITIVE_INFINITY),
                        new Convolution("conv6", "a5", 64, 3, 2, false),
                        new BatchNormalization("bn6", "conv6", EPSILON),
                        new Relu("a6", "bn6", Float.POSITIVE_INFINITY),
                        new GlobalAveragePool("gap", "a6"),
                        new Dense("fc", "gap", 10)));
    }

    /** The extent of every value, the input first. */
    public SequencedMap<String, Extent> extents() {
        var extents = new LinkedHashMap<String, Extent>();
        extents.put(IMAGE, input);
        for (Layer layer : layers) {
            extents.put(layer.name(), layer.output(extents.get(layer.inputs().getFirst())));
        }
        return extents;
    }

    /** The shape of every weight as it is exported, by full name ({@code conv1.w}), in the layers' order. */
    public SequencedMap<String, int[]> weights() {
        Map<String, Extent> extents = extents();
        var shapes = new LinkedHashMap<String, int[]>();
        for (Layer layer : layers) {
            layer.weights(extents.get(layer.inputs().getFirst()))
                    .forEach((suffix, shape) -> shapes.put(layer.name() + "." + suffix, shape));
        }
        return shapes;
    }

    /** Number of stored weights, the statistics of batch normalization among them. */
    public long parameters() {
        return weights().values().stream().mapToLong(NamedArray::sizeOf).sum();
    }

    /** Multiply-accumulate operations for one image. */
    public long multiplyAccumulates() {
        Map<String, Extent> extents = extents();
        return layers.stream()
                .mapToLong(layer ->
                        layer.multiplyAccumulates(extents.get(layer.inputs().getFirst())))
                .sum();
    }

    /** The layers that read {@code value}. */
    public List<Layer> readers(String value) {
        return layers.stream().filter(layer -> layer.inputs().contains(value)).toList();
    }
}
