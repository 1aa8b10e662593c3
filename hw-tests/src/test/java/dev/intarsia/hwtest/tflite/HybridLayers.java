package dev.intarsia.hwtest.tflite;

import dev.intarsia.hwtest.tflite.TfliteOperator.Activation;
import dev.intarsia.hwtest.tflite.TfliteOperator.Slide;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Layers whose activations are real numbers and whose weights are words, which quantize their operand anew for each inference. Each method is
 * one attempt at a random layer; empty when what was drawn does not fit together.
 */
final class HybridLayers {

    private HybridLayers() {}

    /** With and without a zero point of the operand. */
    static Optional<ReferenceLayer> dense(LayerDraw draw) {
        int features = draw.upTo(80);
        Activation activation = draw.activation();
        return layer(
                draw,
                Shape.of(1, features),
                Shape.of(draw.upTo(24), features),
                false,
                new Dense(),
                TfliteOperator.hybridDense(activation, draw.oneIn(2)),
                activation);
    }

    /** With one scale of all weights, where the operand has no zero point, and with one for each channel, where it has one. */
    static Optional<ReferenceLayer> convolution(LayerDraw draw) {
        Shape image = draw.image(8);
        Slide slide = draw.slide(false);
        Activation activation = draw.activation();
        return layer(
                draw,
                image,
                Shape.of(draw.upTo(6), draw.upTo(4), draw.upTo(4), image.size(3)),
                draw.oneIn(2),
                new Conv2d(LayerDraw.sliding(slide), 1),
                TfliteOperator.convolution(slide, activation),
                activation);
    }

    static Optional<ReferenceLayer> depthwise(LayerDraw draw) {
        Shape image = draw.image(6);
        int multiplier = draw.upTo(3);
        Slide slide = draw.slide(false);
        Activation activation = draw.activation();
        return layer(
                draw,
                image,
                Shape.of(image.size(3) * multiplier, draw.upTo(4), draw.upTo(4), 1),
                true,
                new DepthwiseConv2d(LayerDraw.sliding(slide)),
                TfliteOperator.depthwise(slide, multiplier, activation),
                activation);
    }

    private static Optional<ReferenceLayer> layer(
            LayerDraw draw,
            Shape input,
            Shape weights,
            boolean perChannel,
            Op op,
            TfliteOperator operator,
            Activation activation) {
        int outputs = weights.size(0);
        List<Double> steps = new ArrayList<>();
        for (int k = 0; k < (perChannel ? outputs : 1); k++) {
            steps.add((double) (float) draw.magnitude(-8, -3));
        }
        long[] words = new long[weights.elements()];
        for (int i = 0; i < words.length; i++) {
            words[i] = draw.upTo(255) - 128;
        }
        Scale scale = perChannel ? new Scale(steps, 0) : Scale.perTensor(steps.getFirst());
        LayerSketch sketch = draw.sketch()
                .input(input, draw.interval(draw.magnitude(-3, 3)))
                .words("w", new Quantized(IntFormat.I8, scale, 0), RawTensor.owning(IntFormat.I8, weights, words));
        if (!draw.oneIn(4)) {
            sketch.constant("b", draw.numbers(Shape.of(outputs), draw.magnitude(-2, 2)));
        }
        return sketch.layer(op, operator, activation, draw.interval(1));
    }
}
