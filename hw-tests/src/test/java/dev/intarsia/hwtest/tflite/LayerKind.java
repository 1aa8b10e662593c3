package dev.intarsia.hwtest.tflite;

import dev.intarsia.hwtest.tflite.LayerSketch.Interval;
import dev.intarsia.hwtest.tflite.TfliteOperator.Activation;
import dev.intarsia.hwtest.tflite.TfliteOperator.Slide;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.Clip;
import dev.intarsia.ir.op.Concat;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Elementwise;
import dev.intarsia.ir.op.Expand;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.Function;
import dev.intarsia.ir.op.Gather;
import dev.intarsia.ir.op.GlobalAveragePool;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Maximum;
import dev.intarsia.ir.op.Minimum;
import dev.intarsia.ir.op.Mul;
import dev.intarsia.ir.op.PRelu;
import dev.intarsia.ir.op.Pad;
import dev.intarsia.ir.op.PadAxes;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.op.Reduction;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Relu6;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Resize;
import dev.intarsia.ir.op.Slice;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.op.Sub;
import dev.intarsia.ir.op.Tile;
import dev.intarsia.ir.op.Transpose;
import dev.intarsia.ir.op.TransposeConv2d;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** The operators that TensorFlow Lite's reference kernels have too, each with a way to draw a random layer of it. */
enum LayerKind {
    CONV2D {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Shape image = draw.image(8);
            int groups = draw.oneIn(4) ? draw.divisor(image.size(3)) : 1;
            int outputs = groups * draw.upTo(Math.max(1, 6 / groups));
            Shape weights = Shape.of(outputs, draw.upTo(4), draw.upTo(4), image.size(3) / groups);
            Slide slide = draw.slide(true);
            Activation activation = draw.activation();
            return draw.weighted(
                    image,
                    weights,
                    activation,
                    new Conv2d(LayerDraw.sliding(slide), groups),
                    TfliteOperator.convolution(slide, activation));
        }
    },
    DEPTHWISE_CONV2D {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Shape image = draw.image(6);
            int multiplier = draw.upTo(3);
            Shape weights = Shape.of(image.size(3) * multiplier, draw.upTo(4), draw.upTo(4), 1);
            Slide slide = draw.slide(true);
            Activation activation = draw.activation();
            return draw.weighted(
                    image,
                    weights,
                    activation,
                    new DepthwiseConv2d(LayerDraw.sliding(slide)),
                    TfliteOperator.depthwise(slide, multiplier, activation));
        }
    },
    DENSE {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            int features = draw.upTo(80);
            Activation activation = draw.activation();
            return draw.weighted(
                    Shape.of(1, features),
                    Shape.of(draw.upTo(24), features),
                    activation,
                    new Dense(),
                    TfliteOperator.fullyConnected(activation));
        }
    },
    ADD {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Shape shape = draw.image(8);
            double left = draw.magnitude(-4, 3);
            Activation activation = draw.activation();
            if (draw.oneIn(4)) {
                // A step of the result is two of each operand's: every other sum lies half a step between two words.
                return draw.sketch()
                        .input(shape, new Interval(-left, left))
                        .input(shape, new Interval(-left, left))
                        .layer(
                                new Add(),
                                TfliteOperator.add(activation),
                                activation,
                                new Interval(-2 * left, 2 * left));
            }
            double right = left * draw.magnitude(-3, 3);
            return draw.sketch()
                    .input(shape, draw.interval(left))
                    .input(shape, draw.interval(right))
                    .layer(
                            new Add(),
                            TfliteOperator.add(activation),
                            activation,
                            draw.interval(Math.max(left, right) * draw.magnitude(-1.5, 1.5)));
        }
    },
    MAX_POOL {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Slide slide = draw.slide(false);
            int height = draw.upTo(4);
            int width = draw.upTo(4);
            Activation activation = draw.activation();
            return draw.kept(
                    draw.image(8),
                    activation,
                    new MaxPool(LayerDraw.sliding(slide).window(height, width)),
                    TfliteOperator.maxPool(slide, height, width, activation));
        }
    },
    AVERAGE_POOL {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Slide slide = draw.slide(false);
            int height = draw.upTo(4);
            int width = draw.upTo(4);
            Activation activation = draw.activation();
            return draw.kept(
                    draw.image(8),
                    activation,
                    new AveragePool(LayerDraw.sliding(slide).window(height, width)),
                    TfliteOperator.averagePool(slide, height, width, activation));
        }
    },
    GLOBAL_AVERAGE_POOL {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Shape image = draw.image(8);
            Activation activation = draw.activation();
            Slide slide = new Slide(false, 1, 1, 1, 1);
            return draw.kept(
                    image,
                    activation,
                    new GlobalAveragePool(),
                    TfliteOperator.averagePool(slide, image.size(1), image.size(2), activation));
        }
    },
    RELU {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            return draw.kept(draw.image(8), Activation.NONE, new Relu(), TfliteOperator.relu());
        }
    },
    RELU6 {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            return draw.kept(draw.image(8), Activation.NONE, new Relu6(), TfliteOperator.relu6());
        }
    },
    CLIP {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            return draw.kept(draw.image(8), Activation.NONE, new Clip(-1, 1), TfliteOperator.reluOne());
        }
    },
    QUANTIZE {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            double from = draw.magnitude(-4, 3);
            return draw.sketch()
                    .input(draw.image(8), draw.interval(from))
                    .layer(
                            new Quantize(),
                            TfliteOperator.quantize(),
                            Activation.NONE,
                            draw.interval(from * draw.magnitude(-4, 4)));
        }
    },
    SOFTMAX {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Shape logits = draw.oneIn(2) ? draw.image(30) : Shape.of(1, draw.upTo(200));
            return draw.sketch()
                    .input(logits, draw.interval(draw.magnitude(-3, 7)))
                    .layer(new Softmax(), TfliteOperator.softmax(), Activation.NONE, new Interval(0, 1));
        }
    },
    RESHAPE {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Shape from = draw.image(8);
            Shape to = Shape.of(1, from.size(3), from.size(1) * from.size(2));
            return draw.kept(from, Activation.NONE, new Reshape(to), TfliteOperator.reshape(to.sizes()));
        }
    },
    FLATTEN {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Shape from = draw.image(8);
            return draw.kept(from, Activation.NONE, new Flatten(), TfliteOperator.reshape(List.of(1, from.elements())));
        }
    },
    TRANSPOSE_CONV2D {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Shape image = draw.image(5);
            Shape weights = Shape.of(draw.upTo(5), draw.upTo(4), draw.upTo(4), image.size(3));
            Slide slide = new Slide(draw.oneIn(2), draw.upTo(3), draw.upTo(3), 1, 1);
            int height = draw.spread(slide.same(), image.size(1), slide.strideHeight(), weights.size(1));
            int width = draw.spread(slide.same(), image.size(2), slide.strideWidth(), weights.size(2));
            int top = slide.same() ? cut(image.size(1), slide.strideHeight(), weights.size(1), height) : 0;
            int left = slide.same() ? cut(image.size(2), slide.strideWidth(), weights.size(2), width) : 0;
            return draw.weighted(
                    image,
                    weights,
                    Activation.NONE,
                    new TransposeConv2d(slide.strideHeight(), slide.strideWidth(), 1, 1, top, left, height, width, 1),
                    TfliteOperator.transposeConvolution(slide, List.of(1, height, width, weights.size(0))));
        }

        /** What is cut off in front: half of what the forward convolution of that size would pad. */
        private static int cut(int size, int stride, int kernel, int result) {
            return Math.max(0, (size - 1) * stride + kernel - result) / 2;
        }
    },
    SUB {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Activation activation = draw.activation();
            return draw.pair(new Sub(), TfliteOperator.subtract(activation), activation, false);
        }
    },
    MUL {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Activation activation = draw.activation();
            return draw.pair(new Mul(), TfliteOperator.multiply(activation), activation, true);
        }
    },
    MAXIMUM {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            return draw.alike(new Maximum(), TfliteOperator.maximum());
        }
    },
    MINIMUM {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            return draw.alike(new Minimum(), TfliteOperator.minimum());
        }
    },
    PRELU {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Shape image = draw.image(8);
            double from = draw.magnitude(-3, 3);
            return draw.sketch()
                    .input(image, draw.interval(from))
                    .constant("slopes", draw.numbers(Shape.of(1, 1, 1, image.size(3)), draw.magnitude(-3, 1)))
                    .layer(
                            new PRelu(),
                            TfliteOperator.prelu(),
                            Activation.NONE,
                            draw.interval(from * draw.magnitude(-2, 2)));
        }
    },
    LEAKY_RELU {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            float alpha = (float) draw.magnitude(-5, 0.5);
            double from = draw.magnitude(-3, 3);
            return draw.sketch()
                    .input(draw.image(8), draw.interval(from))
                    .layer(
                            new Elementwise(Function.LEAKY_RELU, List.of((double) alpha)),
                            TfliteOperator.leakyRelu(alpha),
                            Activation.NONE,
                            draw.interval(from * draw.magnitude(-2, 2)));
        }
    },
    LOGISTIC {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            // The kernel insists on steps of 1/256 from 0.
            return draw.sketch()
                    .input(draw.image(8), draw.interval(draw.magnitude(-1, 3)))
                    .layer(
                            new Elementwise(Function.LOGISTIC),
                            TfliteOperator.function(14),
                            Activation.NONE,
                            draw.isWide() ? UNIT : new Interval(0, 255 / 256.0));
        }
    },
    TANH {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Interval from = draw.interval(draw.magnitude(-1, 3));
            if (!draw.isWide()) {
                return draw.function(Function.TANH, 28, from, 1);
            }
            return draw.sketch()
                    .input(draw.image(8), from)
                    .layer(new Elementwise(Function.TANH), TfliteOperator.function(28), Activation.NONE, UNIT);
        }
    },
    HARD_SWISH {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            double from = draw.magnitude(-1, 3);
            return draw.function(Function.HARD_SWISH, 117, draw.interval(from), from);
        }
    },
    GELU {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            double from = draw.magnitude(-1, 3);
            return draw.function(Function.GELU, 150, draw.interval(from), from);
        }
    },
    EXP {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            double from = draw.magnitude(-1, 1.5);
            return draw.function(Function.EXP, 47, draw.interval(from), Math.exp(from));
        }
    },
    LOG {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            double from = draw.magnitude(-1, 3);
            return draw.function(Function.LOG, 73, new Interval(0, from), draw.magnitude(-1, 2));
        }
    },
    MEAN {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            return draw.reduce(Reduction.MEAN, 40, 2);
        }
    },
    REDUCE_MAX {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            return draw.reduce(Reduction.MAX, 82, 0);
        }
    },
    REDUCE_MIN {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            return draw.reduce(Reduction.MIN, 89, 0);
        }
    },
    ARG_MAX {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            return draw.place(true);
        }
    },
    ARG_MIN {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            return draw.place(false);
        }
    },
    CONCAT {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Shape image = draw.image(5);
            int axis = draw.upTo(3);
            int count = draw.upTo(4);
            Interval interval = draw.interval(draw.magnitude(-1, 3));
            LayerSketch sketch = draw.sketch();
            for (int i = 0; i < count; i++) {
                List<Integer> sizes = new ArrayList<>(image.sizes());
                sizes.set(axis, draw.upTo(4));
                sketch.input(new Shape(sizes), interval);
            }
            return sketch.layer(new Concat(axis), TfliteOperator.concat(axis, count), Activation.NONE, interval);
        }
    },
    TRANSPOSE {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            List<Integer> order = List.of(
                            List.of(0, 3, 1, 2), List.of(0, 2, 3, 1), List.of(0, 2, 1, 3), List.of(0, 3, 2, 1))
                    .get(draw.upTo(4) - 1);
            return draw.kept(draw.image(8), Activation.NONE, new Transpose(order), TfliteOperator.transpose(order));
        }
    },
    SLICE {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Shape image = draw.image(8);
            List<Integer> begin = new ArrayList<>();
            List<Integer> size = new ArrayList<>();
            List<Integer> step = new ArrayList<>();
            List<Integer> end = new ArrayList<>();
            for (int axis = 1; axis < 4; axis++) {
                int stride = draw.upTo(3);
                int count = draw.upTo(Math.max(1, image.size(axis) / stride));
                int first = draw.upTo(image.size(axis) - (count - 1) * stride) - 1;
                boolean backwards = draw.oneIn(3);
                begin.add(backwards ? first + (count - 1) * stride : first);
                size.add(count);
                step.add(backwards ? -stride : stride);
                // An end before the first place is one that counts from behind the last.
                end.add(
                        backwards
                                ? first - 1 - image.size(axis) - (first == 0 ? 1 : 0)
                                : first + (count - 1) * stride + 1);
            }
            return draw.kept(
                    image,
                    Activation.NONE,
                    new Slice(List.of(1, 2, 3), begin, size, step),
                    TfliteOperator.stridedSlice(withBatch(begin, 0), withBatch(end, 1), withBatch(step, 1)));
        }
    },
    GATHER {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Shape image = draw.image(8);
            int axis = draw.upTo(3);
            List<Integer> indices = new ArrayList<>();
            for (int i = draw.upTo(6); i > 0; i--) {
                indices.add(draw.upTo(image.size(axis)) - 1);
            }
            return draw.kept(image, Activation.NONE, new Gather(axis, indices), TfliteOperator.gather(axis, indices));
        }
    },
    TILE {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            List<Integer> repeats = List.of(1, draw.upTo(3), draw.upTo(3), draw.upTo(3));
            return draw.kept(draw.image(4), Activation.NONE, new Tile(repeats), TfliteOperator.tile(repeats));
        }
    },
    EXPAND {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            Shape to = draw.image(4);
            Shape from = Shape.of(
                    1, draw.oneIn(2) ? 1 : to.size(1), draw.oneIn(2) ? 1 : to.size(2), draw.oneIn(2) ? 1 : to.size(3));
            return draw.kept(from, Activation.NONE, new Expand(to), TfliteOperator.expand(to.sizes()));
        }
    },
    PAD_AXES {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            List<Integer> before = List.of(0, draw.upTo(3) - 1, draw.upTo(3) - 1, draw.upTo(3) - 1);
            List<Integer> after = List.of(0, draw.upTo(3) - 1, draw.upTo(3) - 1, draw.upTo(3) - 1);
            List<Integer> sides = new ArrayList<>();
            for (int axis = 0; axis < 4; axis++) {
                sides.add(before.get(axis));
                sides.add(after.get(axis));
            }
            PadAxes.Border border = List.of(PadAxes.Border.CONSTANT, PadAxes.Border.REFLECT, PadAxes.Border.SYMMETRIC)
                    .get(draw.upTo(3) - 1);
            return draw.kept(
                    draw.image(5),
                    Activation.NONE,
                    new PadAxes(before, after, border, 0),
                    border == PadAxes.Border.CONSTANT
                            ? TfliteOperator.padAxes(sides)
                            : TfliteOperator.mirrorPad(border == PadAxes.Border.SYMMETRIC, sides));
        }
    },
    RESIZE_NEAREST {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            int height = draw.upTo(20);
            int width = draw.upTo(20);
            boolean corners = draw.oneIn(3);
            boolean centers = !corners && draw.oneIn(2);
            return draw.kept(
                    draw.image(3),
                    Activation.NONE,
                    Resize.nearest(height, width, corners, centers),
                    TfliteOperator.resizeNearest(height, width, corners, centers));
        }
    },
    RESIZE_BILINEAR {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            int height = draw.upTo(20);
            int width = draw.upTo(20);
            boolean corners = draw.oneIn(3);
            boolean centers = !corners && draw.oneIn(2);
            return draw.kept(
                    draw.image(3),
                    Activation.NONE,
                    Resize.bilinear(height, width, corners, centers),
                    TfliteOperator.resizeBilinear(height, width, corners, centers));
        }
    },
    PAD {
        @Override
        Optional<ReferenceLayer> draw(LayerDraw draw) {
            int top = draw.upTo(4) - 1;
            int bottom = draw.upTo(4) - 1;
            int left = draw.upTo(4) - 1;
            int right = draw.upTo(4) - 1;
            return draw.kept(
                    draw.image(6),
                    Activation.NONE,
                    new Pad(new Padding.Explicit(top, bottom, left, right)),
                    TfliteOperator.pad(top, bottom, left, right));
        }
    };

    /** A step of 16 bits is 2^−15 there, which the kernels insist on. */
    private static final Interval UNIT = new Interval(-Short.MAX_VALUE / 32768.0, Short.MAX_VALUE / 32768.0);

    private static List<Integer> withBatch(List<Integer> others, int first) {
        List<Integer> all = new ArrayList<>(others);
        all.addFirst(first);
        return all;
    }

    /** Widths of activations; weights have 8 bits. */
    enum Width {
        INT8("int8"),
        UINT8("uint8"),
        INT16("int16 activations, int8 weights");

        private final String text;

        Width(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** The kinds that TensorFlow Lite's reference kernels compute in a width, as this project does. */
    static List<LayerKind> with(Width width) {
        return Arrays.stream(values()).filter(kind -> kind.has(width)).toList();
    }

    /**
     * Unsigned words are resized in real numbers there, and have no exponentials and logarithms. Of 16 bits, bounds of ±1 do not exist, nothing
     * is tiled, no slopes are learned, no places are looked for, and few functions are
     * known; its logarithm makes words of what is not a number, which C leaves open.
     */
    private boolean has(Width width) {
        return switch (width) {
            case INT8 -> true;
            case UINT8 -> !EnumSet.of(EXP, LOG, RESIZE_BILINEAR).contains(this);
            case INT16 ->
                !EnumSet.of(CLIP, TILE, PRELU, HARD_SWISH, GELU, LOG, ARG_MAX, ARG_MIN)
                        .contains(this);
        };
    }

    /** Whether the importer reads what the test writes: a global pool is written with another shape than TensorFlow Lite gives it. */
    boolean isImported() {
        return this != GLOBAL_AVERAGE_POOL;
    }

    /** One attempt; empty when what was drawn does not fit together. */
    abstract Optional<ReferenceLayer> draw(LayerDraw draw);

    /** The layer of a seed. */
    ReferenceLayer layer(long seed, QuantizationSettings settings) {
        LayerDraw draw = new LayerDraw(new SplittableRandom(seed), settings);
        Optional<ReferenceLayer> layer = draw(draw);
        while (layer.isEmpty()) {
            layer = draw(draw);
        }
        return layer.get();
    }
}
