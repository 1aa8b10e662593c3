package dev.intarsia.hwtest.tflite;

import dev.intarsia.hwtest.tflite.TfliteOperator.Activation;
import dev.intarsia.hwtest.tflite.TfliteOperator.Slide;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.TransposeConv2d;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;

/** Layers with weights. Each method is one attempt at a random layer; empty when what was drawn does not fit together. */
final class WeightLayers {

    private WeightLayers() {}

    static Optional<ReferenceLayer> convolution(LayerDraw draw) {
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

    static Optional<ReferenceLayer> depthwise(LayerDraw draw) {
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

    static Optional<ReferenceLayer> dense(LayerDraw draw) {
        int features = draw.upTo(80);
        Activation activation = draw.activation();
        return draw.weighted(
                Shape.of(1, features),
                Shape.of(draw.upTo(24), features),
                activation,
                new Dense(),
                TfliteOperator.fullyConnected(activation));
    }

    static Optional<ReferenceLayer> transposeConvolution(LayerDraw draw) {
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
}
