package dev.intarsia.hwtest.tflite;

import dev.intarsia.hwtest.tflite.LayerSketch.Interval;
import dev.intarsia.hwtest.tflite.TfliteOperator.Activation;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Clip;
import dev.intarsia.ir.op.Elementwise;
import dev.intarsia.ir.op.Function;
import dev.intarsia.ir.op.LogSoftmax;
import dev.intarsia.ir.op.Maximum;
import dev.intarsia.ir.op.Minimum;
import dev.intarsia.ir.op.Mul;
import dev.intarsia.ir.op.PRelu;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Relu6;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.op.Sub;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;

/** Layers that compute each element from those at its own place, or along the last axis. Each method is one attempt at a random layer; empty when what was drawn does not fit together. */
final class ElementLayers {

    /** A step of 16 bits is 2^−15 there, which the kernels insist on. */
    private static final Interval UNIT = new Interval(-Short.MAX_VALUE / 32768.0, Short.MAX_VALUE / 32768.0);

    private ElementLayers() {}

    static Optional<ReferenceLayer> add(LayerDraw draw) {
        Shape shape = draw.image(8);
        double left = draw.magnitude(-4, 3);
        Activation activation = draw.activation();
        if (draw.oneIn(4)) {
            // A step of the result is two of each operand's: every other sum lies half a step between two words.
            return draw.sketch()
                    .input(shape, new Interval(-left, left))
                    .input(shape, new Interval(-left, left))
                    .layer(new Add(), TfliteOperator.add(activation), activation, new Interval(-2 * left, 2 * left));
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

    static Optional<ReferenceLayer> sub(LayerDraw draw) {
        Activation activation = draw.activation();
        return draw.pair(new Sub(), TfliteOperator.subtract(activation), activation, false);
    }

    static Optional<ReferenceLayer> mul(LayerDraw draw) {
        Activation activation = draw.activation();
        return draw.pair(new Mul(), TfliteOperator.multiply(activation), activation, true);
    }

    static Optional<ReferenceLayer> maximum(LayerDraw draw) {
        return draw.alike(new Maximum(), TfliteOperator.maximum());
    }

    static Optional<ReferenceLayer> minimum(LayerDraw draw) {
        return draw.alike(new Minimum(), TfliteOperator.minimum());
    }

    static Optional<ReferenceLayer> prelu(LayerDraw draw) {
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

    static Optional<ReferenceLayer> leakyRelu(LayerDraw draw) {
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

    static Optional<ReferenceLayer> logistic(LayerDraw draw) {
        // The kernel insists on steps of 1/256 from 0.
        return draw.sketch()
                .input(draw.image(8), draw.interval(draw.magnitude(-1, 3)))
                .layer(
                        new Elementwise(Function.LOGISTIC),
                        TfliteOperator.function(14),
                        Activation.NONE,
                        draw.isWide() ? UNIT : new Interval(0, 255 / 256.0));
    }

    static Optional<ReferenceLayer> tanh(LayerDraw draw) {
        Interval from = draw.interval(draw.magnitude(-1, 3));
        if (!draw.isWide()) {
            return draw.function(Function.TANH, 28, from, 1);
        }
        return draw.sketch()
                .input(draw.image(8), from)
                .layer(new Elementwise(Function.TANH), TfliteOperator.function(28), Activation.NONE, UNIT);
    }

    static Optional<ReferenceLayer> hardSwish(LayerDraw draw) {
        double from = draw.magnitude(-1, 3);
        return draw.function(Function.HARD_SWISH, 117, draw.interval(from), from);
    }

    static Optional<ReferenceLayer> gelu(LayerDraw draw) {
        double from = draw.magnitude(-1, 3);
        return draw.function(Function.GELU, 150, draw.interval(from), from);
    }

    static Optional<ReferenceLayer> exp(LayerDraw draw) {
        double from = draw.magnitude(-1, 1.5);
        return draw.function(Function.EXP, 47, draw.interval(from), Math.exp(from));
    }

    static Optional<ReferenceLayer> log(LayerDraw draw) {
        double from = draw.magnitude(-1, 3);
        return draw.function(Function.LOG, 73, new Interval(0, from), draw.magnitude(-1, 2));
    }

    static Optional<ReferenceLayer> relu(LayerDraw draw) {
        return draw.kept(draw.image(8), Activation.NONE, new Relu(), TfliteOperator.relu());
    }

    static Optional<ReferenceLayer> relu6(LayerDraw draw) {
        return draw.kept(draw.image(8), Activation.NONE, new Relu6(), TfliteOperator.relu6());
    }

    static Optional<ReferenceLayer> clip(LayerDraw draw) {
        return draw.kept(draw.image(8), Activation.NONE, new Clip(-1, 1), TfliteOperator.reluOne());
    }

    static Optional<ReferenceLayer> quantize(LayerDraw draw) {
        double from = draw.magnitude(-4, 3);
        return draw.sketch()
                .input(draw.image(8), draw.interval(from))
                .layer(
                        new Quantize(),
                        TfliteOperator.quantize(),
                        Activation.NONE,
                        draw.interval(from * draw.magnitude(-4, 4)));
    }

    static Optional<ReferenceLayer> softmax(LayerDraw draw) {
        return rows(draw).layer(new Softmax(), TfliteOperator.softmax(), Activation.NONE, new Interval(0, 1));
    }

    static Optional<ReferenceLayer> logSoftmax(LayerDraw draw) {
        return rows(draw).layer(new LogSoftmax(-1), TfliteOperator.function(50), Activation.NONE, new Interval(-16, 0));
    }

    private static LayerSketch rows(LayerDraw draw) {
        Shape logits = draw.oneIn(2) ? draw.image(30) : Shape.of(1, draw.upTo(200));
        return draw.sketch().input(logits, draw.interval(draw.magnitude(-3, 7)));
    }

    static Optional<ReferenceLayer> reluZeroToOne(LayerDraw draw) {
        return draw.kept(draw.image(8), Activation.NONE, new Clip(0, 1), TfliteOperator.function(152));
    }

    static Optional<ReferenceLayer> elu(LayerDraw draw) {
        double from = draw.magnitude(-1, 3);
        return draw.function(Function.ELU, 111, draw.interval(from), from);
    }

    static Optional<ReferenceLayer> abs(LayerDraw draw) {
        double from = draw.magnitude(-1, 3);
        return draw.function(Function.ABS, 101, draw.interval(from), from);
    }
}
