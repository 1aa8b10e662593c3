package dev.intarsia.hwtest.tflite;

import dev.intarsia.hwtest.tflite.TfliteOperator.Activation;
import dev.intarsia.hwtest.tflite.TfliteOperator.Slide;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.GlobalAveragePool;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Reduction;
import dev.intarsia.ir.op.Resize;
import dev.intarsia.ir.type.Shape;
import java.util.Optional;

/** Pools, reductions along axes, changes of an image's size. Each method is one attempt at a random layer; empty when what was drawn does not fit together. */
final class WindowLayers {

    private WindowLayers() {}

    static Optional<ReferenceLayer> maxPool(LayerDraw draw) {
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

    static Optional<ReferenceLayer> averagePool(LayerDraw draw) {
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

    static Optional<ReferenceLayer> globalAveragePool(LayerDraw draw) {
        Shape image = draw.image(8);
        Activation activation = draw.activation();
        Slide slide = new Slide(false, 1, 1, 1, 1);
        return draw.kept(
                image,
                activation,
                new GlobalAveragePool(),
                TfliteOperator.averagePool(slide, image.size(1), image.size(2), activation));
    }

    static Optional<ReferenceLayer> mean(LayerDraw draw) {
        return draw.reduce(Reduction.MEAN, 40, 2);
    }

    static Optional<ReferenceLayer> reduceMax(LayerDraw draw) {
        return draw.reduce(Reduction.MAX, 82, 0);
    }

    static Optional<ReferenceLayer> reduceMin(LayerDraw draw) {
        return draw.reduce(Reduction.MIN, 89, 0);
    }

    static Optional<ReferenceLayer> argMax(LayerDraw draw) {
        return draw.place(true);
    }

    static Optional<ReferenceLayer> argMin(LayerDraw draw) {
        return draw.place(false);
    }

    static Optional<ReferenceLayer> resizeNearest(LayerDraw draw) {
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

    static Optional<ReferenceLayer> resizeBilinear(LayerDraw draw) {
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
}
