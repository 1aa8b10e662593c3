package dev.intarsia.hwtest.tflite;

import dev.intarsia.hwtest.tflite.LayerSketch.Interval;
import dev.intarsia.hwtest.tflite.TfliteOperator.Activation;
import dev.intarsia.hwtest.tflite.TfliteOperator.Slide;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.ArgReduce;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.Clip;
import dev.intarsia.ir.op.Concat;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Dequantize;
import dev.intarsia.ir.op.Elementwise;
import dev.intarsia.ir.op.Expand;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.Function;
import dev.intarsia.ir.op.Gather;
import dev.intarsia.ir.op.GlobalAveragePool;
import dev.intarsia.ir.op.LogSoftmax;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Maximum;
import dev.intarsia.ir.op.Minimum;
import dev.intarsia.ir.op.Mul;
import dev.intarsia.ir.op.PRelu;
import dev.intarsia.ir.op.Pad;
import dev.intarsia.ir.op.PadAxes;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.op.Reduce;
import dev.intarsia.ir.op.Reduction;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Relu6;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Resize;
import dev.intarsia.ir.op.Slice;
import dev.intarsia.ir.op.Sub;
import dev.intarsia.ir.op.Tile;
import dev.intarsia.ir.op.Transpose;
import dev.intarsia.ir.op.TransposeConv2d;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/** The layers of the corpus whose words are TensorFlow Lite's. */
final class NamedLayers {

    private static final QuantizationSettings BYTES = QuantizationSettings.int8();
    private static final QuantizationSettings PER_TENSOR = BYTES.withPerChannel(false);
    private static final QuantizationSettings WEIGHTS_4 = BYTES.withBits(4, 8);
    private static final QuantizationSettings WEIGHTS_2 = BYTES.withBits(2, 8);
    private static final QuantizationSettings WIDE = BYTES.withBits(8, 16).withSymmetric(true);

    private static final Interval INPUT = new Interval(-1.1, 2.3);
    private static final Shape IMAGE = Shape.of(1, 7, 6, 5);
    private static final Slide UNIT_SAME = new Slide(true, 1, 1, 1, 1);
    private static final Slide UNIT_VALID = new Slide(false, 1, 1, 1, 1);
    private static final Slide STRIDED = new Slide(true, 2, 2, 1, 1);
    private static final Slide DILATED = new Slide(false, 1, 1, 2, 2);
    private static final Slide UNEVEN = new Slide(true, 2, 1, 1, 1);

    private final SequencedMap<String, ReferenceLayer> layers = new LinkedHashMap<>();

    private NamedLayers() {
        convolutions();
        depthwise();
        dense();
        additions();
        pools();
        kept();
        conversions();
        rearranged();
        transposedConvolutions();
        pairs();
        functions();
        reductions();
    }

    static SequencedMap<String, ReferenceLayer> all() {
        return new NamedLayers().layers;
    }

    private void rearranged() {
        Interval interval = new Interval(-6, 7);
        kept(
                "transpose-int8",
                BYTES,
                new Transpose(List.of(0, 3, 1, 2)),
                TfliteOperator.transpose(List.of(0, 3, 1, 2)));
        kept(
                "slice-int8",
                BYTES,
                new Slice(List.of(1, 2, 3), List.of(5, 1, 0), List.of(3, 2, 4), List.of(-2, 3, 1)),
                TfliteOperator.stridedSlice(List.of(0, 5, 1, 0), List.of(1, -8, 5, 4), List.of(1, -2, 3, 1)));
        List<Integer> indices = List.of(4, 0, 0, 3, 1);
        kept("gather-int8", BYTES, new Gather(3, indices), TfliteOperator.gather(3, indices));
        kept("tile-int8", BYTES, new Tile(List.of(1, 2, 1, 3)), TfliteOperator.tile(List.of(1, 2, 1, 3)));
        kept(
                "pad-axes-int8",
                BYTES,
                new PadAxes(List.of(0, 2, 0, 1), List.of(0, 1, 3, 0), PadAxes.Border.REFLECT, 0),
                TfliteOperator.mirrorPad(false, List.of(0, 0, 2, 1, 0, 3, 1, 0)));
        kept(
                "resize-int8-nearest",
                BYTES,
                Resize.nearest(9, 14, false, true),
                TfliteOperator.resizeNearest(9, 14, false, true));
        kept(
                "resize-int8-bilinear",
                BYTES,
                Resize.bilinear(9, 14, false, true),
                TfliteOperator.resizeBilinear(9, 14, false, true));
        put(
                "expand-int8",
                new LayerSketch("expand-int8", BYTES).input(Shape.of(1, 7, 1, 5), interval),
                new Expand(IMAGE),
                TfliteOperator.expand(IMAGE.sizes()),
                Activation.NONE,
                interval);
        put(
                "concat-int8",
                new LayerSketch("concat-int8", BYTES)
                        .input(Shape.of(1, 3, 4, 5), interval)
                        .input(Shape.of(1, 3, 4, 2), interval),
                new Concat(3),
                TfliteOperator.concat(3, 2),
                Activation.NONE,
                interval);
    }

    private void pairs() {
        for (QuantizationSettings settings : List.of(BYTES, WIDE)) {
            String bits = "-int" + settings.activationBits();
            pair("sub" + bits, settings, INPUT, new Sub(), TfliteOperator.subtract(Activation.RELU), Activation.RELU);
            pair("mul" + bits, settings, INPUT, new Mul(), TfliteOperator.multiply(Activation.NONE), Activation.NONE);
        }
        Interval result = new Interval(-3, 4);
        pair("maximum-int8", BYTES, result, new Maximum(), TfliteOperator.maximum(), Activation.NONE);
        pair("minimum-int8", BYTES, result, new Minimum(), TfliteOperator.minimum(), Activation.NONE);
        put(
                "prelu-int8",
                new LayerSketch("prelu-int8", BYTES)
                        .input(IMAGE, INPUT)
                        .constant("slopes", RealTensor.of(Shape.of(1, 1, 1, 5), -0.3f, 0.1f, 0, 0.25f, 0.7f)),
                new PRelu(),
                TfliteOperator.prelu(),
                Activation.NONE,
                INPUT);
    }

    /** Two inputs, the second one with columns and channels that repeat. */
    private void pair(
            String name,
            QuantizationSettings settings,
            Interval second,
            Op op,
            TfliteOperator operator,
            Activation activation) {
        LayerSketch sketch = new LayerSketch(name, settings)
                .input(IMAGE, new Interval(-3, 4))
                .input(Shape.of(1, 7, 1, 1), second);
        put(name, sketch, op, operator, activation, new Interval(-3, 4));
    }

    private void functions() {
        QuantizationSettings full = BYTES.withProfile(ArithmeticProfile.TFLITE_2_18);
        function("logistic-int8", full, Function.LOGISTIC, 14, new Interval(0, 255 / 256.0));
        function("tanh-int8", full, Function.TANH, 28, new Interval(-1, 127 / 128.0));
        function("hard-swish-int8", full, Function.HARD_SWISH, 117, new Interval(-0.4, 7));
        put(
                "log-softmax-int8",
                new LayerSketch("log-softmax-int8", BYTES.withProfile(ArithmeticProfile.TFLITE_2_18))
                        .input(IMAGE, INPUT),
                new LogSoftmax(-1),
                TfliteOperator.function(50),
                Activation.NONE,
                new Interval(-16, 0));
        for (QuantizationSettings settings : List.of(BYTES, WIDE)) {
            String name = "leaky-relu-int" + settings.activationBits();
            put(
                    name,
                    new LayerSketch(name, settings).input(IMAGE, new Interval(-6, 7)),
                    new Elementwise(Function.LEAKY_RELU, List.of((double) 0.3f)),
                    TfliteOperator.leakyRelu(0.3f),
                    Activation.NONE,
                    new Interval(-2, 7));
        }
    }

    private void function(String name, QuantizationSettings settings, Function function, int builtin, Interval result) {
        put(
                name,
                new LayerSketch(name, settings).input(IMAGE, new Interval(-6, 7)),
                new Elementwise(function),
                TfliteOperator.function(builtin),
                Activation.NONE,
                result);
    }

    private void reductions() {
        for (QuantizationSettings settings : List.of(BYTES, WIDE)) {
            String name = "reduce-mean-int" + settings.activationBits();
            put(
                    name,
                    new LayerSketch(name, settings).input(IMAGE, new Interval(-6, 7)),
                    new Reduce(Reduction.MEAN, List.of(1, 2), false),
                    TfliteOperator.reduce(40, List.of(1, 2), false),
                    Activation.NONE,
                    new Interval(-2, 2.5));
        }
        kept(
                "reduce-max-int8",
                BYTES,
                new Reduce(Reduction.MAX, List.of(3), true),
                TfliteOperator.reduce(82, List.of(3), true));
        kept(
                "reduce-min-int8",
                BYTES,
                new Reduce(Reduction.MIN, List.of(1, 3), false),
                TfliteOperator.reduce(89, List.of(1, 3), false));
        kept("arg-max-int8", BYTES, new ArgReduce(true, 3, false, false), TfliteOperator.place(true, 3));
        kept("arg-min-int8", BYTES, new ArgReduce(false, 2, false, false), TfliteOperator.place(false, 2));
    }

    private void transposedConvolutions() {
        Slide slide = new Slide(true, 2, 2, 1, 1);
        Shape image = Shape.of(1, 4, 3, 5);
        for (QuantizationSettings settings : List.of(BYTES, WIDE)) {
            String name = "transpose-conv2d-int" + settings.activationBits();
            add(
                    name,
                    new LayerSketch(name, settings).input(image, INPUT),
                    Shape.of(3, 3, 3, 5),
                    new TransposeConv2d(2, 2, 1, 1, 0, 0, 8, 6, 1),
                    TfliteOperator.transposeConvolution(slide, List.of(1, 8, 6, 3)),
                    Activation.NONE);
        }
    }

    private void convolutions() {
        convolution("conv2d-int8", BYTES, IMAGE, Shape.of(6, 3, 3, 5), UNIT_SAME, 1, Activation.NONE);
        convolution("conv2d-int8-per-tensor", PER_TENSOR, IMAGE, Shape.of(6, 3, 2, 5), UNIT_VALID, 1, Activation.RELU);
        convolution("conv2d-int8-strided", BYTES, IMAGE, Shape.of(9, 3, 3, 5), STRIDED, 1, Activation.RELU6);
        convolution("conv2d-int8-dilated", BYTES, IMAGE, Shape.of(4, 3, 2, 5), DILATED, 1, Activation.RELU);
        Shape six = Shape.of(1, 5, 4, 6);
        convolution("conv2d-int8-groups", BYTES, six, Shape.of(4, 2, 2, 3), UNIT_SAME, 2, Activation.NONE);
        convolution("conv2d-int8-pointwise", BYTES, IMAGE, Shape.of(18, 1, 1, 5), UNIT_VALID, 1, Activation.RELU6);
        convolution("conv2d-weights4", WEIGHTS_4, IMAGE, Shape.of(6, 3, 3, 5), UNIT_SAME, 1, Activation.RELU);
        convolution("conv2d-weights2", WEIGHTS_2, IMAGE, Shape.of(6, 3, 3, 5), STRIDED, 1, Activation.NONE);
        convolution("conv2d-int16", WIDE, IMAGE, Shape.of(6, 3, 3, 5), UNIT_SAME, 1, Activation.NONE);
        add(
                "conv2d-unsigned",
                new LayerSketch("conv2d-unsigned", BYTES).unsignedInput(IMAGE, 1 / 255f),
                Shape.of(6, 3, 3, 5),
                new Conv2d(LayerDraw.sliding(STRIDED), 1),
                TfliteOperator.convolution(STRIDED, Activation.RELU),
                Activation.RELU);
    }

    private void convolution(
            String name,
            QuantizationSettings settings,
            Shape image,
            Shape weights,
            Slide slide,
            int groups,
            Activation activation) {
        add(
                name,
                new LayerSketch(name, settings).input(image, INPUT),
                weights,
                new Conv2d(LayerDraw.sliding(slide), groups),
                TfliteOperator.convolution(slide, activation),
                activation);
    }

    private void depthwise() {
        depthwise("depthwise-int8", BYTES, 1, UNIT_SAME, Activation.RELU6);
        depthwise("depthwise-int8-multiplier2", BYTES, 2, UNEVEN, Activation.NONE);
        depthwise("depthwise-weights4", WEIGHTS_4, 1, STRIDED, Activation.RELU);
        depthwise("depthwise-int16", WIDE, 1, UNIT_SAME, Activation.NONE);
    }

    private void depthwise(
            String name, QuantizationSettings settings, int multiplier, Slide slide, Activation activation) {
        add(
                name,
                new LayerSketch(name, settings).input(IMAGE, INPUT),
                Shape.of(5 * multiplier, 3, 3, 1),
                new DepthwiseConv2d(LayerDraw.sliding(slide)),
                TfliteOperator.depthwise(slide, multiplier, activation),
                activation);
    }

    private void dense() {
        dense("dense-int8", BYTES, Activation.NONE);
        dense("dense-int8-per-tensor", PER_TENSOR, Activation.RELU);
        dense("dense-weights4", WEIGHTS_4, Activation.RELU6);
        dense("dense-weights2", WEIGHTS_2, Activation.NONE);
        dense("dense-int16", WIDE, Activation.NONE);
        halves();
    }

    /**
     * Biases of half a step each, almost no weights. With one scale for all weights, TensorFlow Lite multiplies the two scales in float32;
     * random layers found that the quantizer had done it in float64, which gives one word in six otherwise here.
     */
    private void halves() {
        String name = "dense-int8-halves";
        int outputs = 101;
        int features = 3;
        float[] weights = new float[outputs * features];
        float[] biases = new float[outputs];
        float step = 6 / 255f;
        for (int k = 0; k < outputs; k++) {
            biases[k] = (float) ((k - 49.5) * step);
            weights[k * features] = 1e-7f * (k % 5 - 2);
        }
        LayerSketch sketch = new LayerSketch(name, PER_TENSOR)
                .input(Shape.of(1, features), INPUT)
                .constant("w", RealTensor.of(Shape.of(outputs, features), weights))
                .constant("b", RealTensor.of(Shape.of(outputs), biases));
        put(
                name,
                sketch,
                new Dense(),
                TfliteOperator.fullyConnected(Activation.NONE),
                Activation.NONE,
                new Interval(-3, 3));
    }

    private void dense(String name, QuantizationSettings settings, Activation activation) {
        add(
                name,
                new LayerSketch(name, settings).input(Shape.of(1, 37), INPUT),
                Shape.of(11, 37),
                new Dense(),
                TfliteOperator.fullyConnected(activation),
                activation);
    }

    /** A layer with weights and bias, drawn by its name. */
    private void add(
            String name, LayerSketch sketch, Shape weights, Op op, TfliteOperator operator, Activation activation) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        int outputs = weights.size(0);
        float[] values = new float[weights.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        float[] biases = new float[outputs];
        double sum = Math.sqrt(weights.elements() / outputs);
        for (int k = 0; k < outputs; k++) {
            biases[k] = (float) (sum * random.nextGaussian());
        }
        sketch.constant("w", RealTensor.of(weights, values)).constant("b", RealTensor.of(Shape.of(outputs), biases));
        put(name, sketch, op, operator, activation, new Interval(-2.2 * sum, 3.1 * sum));
    }

    private void additions() {
        addition("add-int8", BYTES, Activation.NONE);
        addition("add-int8-relu", BYTES, Activation.RELU);
        addition("add-int16", WIDE, Activation.NONE);
    }

    private void addition(String name, QuantizationSettings settings, Activation activation) {
        LayerSketch sketch = new LayerSketch(name, settings).input(IMAGE, INPUT).input(IMAGE, new Interval(-0.3, 0.7));
        put(name, sketch, new Add(), TfliteOperator.add(activation), activation, new Interval(-1.2, 2.5));
    }

    private void pools() {
        kept(
                "max-pool-int8",
                BYTES,
                new MaxPool(LayerDraw.sliding(STRIDED).window(3, 3)),
                TfliteOperator.maxPool(STRIDED, 3, 3, Activation.NONE));
        kept(
                "average-pool-int8",
                BYTES,
                new AveragePool(LayerDraw.sliding(UNIT_SAME).window(3, 2)),
                TfliteOperator.averagePool(UNIT_SAME, 3, 2, Activation.NONE));
        kept(
                "average-pool-int16",
                WIDE,
                new AveragePool(LayerDraw.sliding(UNIT_VALID).window(2, 2)),
                TfliteOperator.averagePool(UNIT_VALID, 2, 2, Activation.NONE));
        kept(
                "global-average-pool-int8",
                BYTES,
                new GlobalAveragePool(),
                TfliteOperator.averagePool(UNIT_VALID, IMAGE.size(1), IMAGE.size(2), Activation.NONE));
    }

    private void kept() {
        kept("relu-int8", BYTES, new Relu(), TfliteOperator.relu());
        kept("relu6-int8", BYTES, new Relu6(), TfliteOperator.relu6());
        kept("clip-int8", BYTES, new Clip(-1, 1), TfliteOperator.reluOne());
        kept("reshape-int8", BYTES, new Reshape(Shape.of(1, 5, 42)), TfliteOperator.reshape(List.of(1, 5, 42)));
        kept("flatten-int8", BYTES, new Flatten(), TfliteOperator.reshape(List.of(1, IMAGE.elements())));
        kept("pad-int8", BYTES, new Pad(new Padding.Explicit(1, 2, 0, 3)), TfliteOperator.pad(1, 2, 0, 3));
    }

    private void kept(String name, QuantizationSettings settings, Op op, TfliteOperator operator) {
        Interval interval = new Interval(-3.1, 7.4);
        LayerSketch sketch = new LayerSketch(name, settings).input(IMAGE, interval);
        put(name, sketch, op, operator, Activation.NONE, interval);
    }

    private void conversions() {
        conversion("quantize-int8", BYTES, new Quantize());
        conversion("quantize-int16", WIDE, new Quantize());
        conversion("dequantize-int8", BYTES, new Dequantize());
    }

    private void conversion(String name, QuantizationSettings settings, Op op) {
        LayerSketch sketch = new LayerSketch(name, settings).input(IMAGE, INPUT);
        put(name, sketch, op, TfliteOperator.quantize(), Activation.NONE, new Interval(-0.9, 3.3));
    }

    private void put(
            String name, LayerSketch sketch, Op op, TfliteOperator operator, Activation activation, Interval result) {
        layers.put(name, sketch.layer(op, operator, activation, result).orElseThrow());
    }
}
