package dev.intarsia.hwtest.tflite;

import dev.intarsia.hwtest.tflite.LayerSketch.Interval;
import dev.intarsia.hwtest.tflite.TfliteOperator.Activation;
import dev.intarsia.hwtest.tflite.TfliteOperator.Slide;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.Clip;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.GlobalAveragePool;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Pad;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Relu6;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.type.Shape;
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
