package dev.intarsia.hwtest.tflite;

import dev.intarsia.hwtest.tflite.LayerSketch.Interval;
import dev.intarsia.hwtest.tflite.TfliteOperator.Activation;
import dev.intarsia.ir.op.Binary;
import dev.intarsia.ir.op.BinaryFunction;
import dev.intarsia.ir.op.Elementwise;
import dev.intarsia.ir.op.Function;
import dev.intarsia.ir.op.Reduction;
import dev.intarsia.ir.type.Shape;
import java.util.Optional;

/**
 * Layers that exist on real numbers alone. Each method is one attempt at a random layer; empty when what was drawn does not fit together.
 */
final class RealLayers {

    private static final Interval SIGNED = new Interval(-20, 20);
    private static final Interval POSITIVE = new Interval(0.01, 50);

    private RealLayers() {}

    static Optional<ReferenceLayer> divide(LayerDraw draw) {
        Activation activation = draw.activation();
        return two(draw, BinaryFunction.DIV, TfliteOperator.divide(activation), activation, SIGNED, POSITIVE);
    }

    static Optional<ReferenceLayer> power(LayerDraw draw) {
        return two(draw, BinaryFunction.POW, TfliteOperator.pair(78), Activation.NONE, POSITIVE, new Interval(-3, 3));
    }

    static Optional<ReferenceLayer> squaredDifference(LayerDraw draw) {
        return two(draw, BinaryFunction.SQUARED_DIFFERENCE, TfliteOperator.pair(99), Activation.NONE, SIGNED, SIGNED);
    }

    private static Optional<ReferenceLayer> two(
            LayerDraw draw,
            BinaryFunction function,
            TfliteOperator operator,
            Activation activation,
            Interval left,
            Interval right) {
        Shape shape = draw.image(8);
        return draw.sketch()
                .input(shape, left)
                .input(draw.oneIn(3) ? draw.partOf(shape) : shape, right)
                .layer(new Binary(function), operator, activation, SIGNED);
    }

    static Optional<ReferenceLayer> sum(LayerDraw draw) {
        return draw.reduce(Reduction.SUM, 74, 0);
    }

    static Optional<ReferenceLayer> product(LayerDraw draw) {
        return draw.reduce(Reduction.PROD, 81, 0);
    }

    static Optional<ReferenceLayer> squareRoot(LayerDraw draw) {
        return function(draw, Function.SQRT, 75, POSITIVE);
    }

    static Optional<ReferenceLayer> reciprocalRoot(LayerDraw draw) {
        return function(draw, Function.RSQRT, 76, POSITIVE);
    }

    static Optional<ReferenceLayer> square(LayerDraw draw) {
        return function(draw, Function.SQUARE, 92, SIGNED);
    }

    static Optional<ReferenceLayer> negative(LayerDraw draw) {
        return function(draw, Function.NEGATE, 59, SIGNED);
    }

    static Optional<ReferenceLayer> sine(LayerDraw draw) {
        return function(draw, Function.SIN, 66, SIGNED);
    }

    static Optional<ReferenceLayer> cosine(LayerDraw draw) {
        return function(draw, Function.COS, 108, SIGNED);
    }

    static Optional<ReferenceLayer> floor(LayerDraw draw) {
        return function(draw, Function.FLOOR, 8, SIGNED);
    }

    static Optional<ReferenceLayer> ceiling(LayerDraw draw) {
        return function(draw, Function.CEIL, 104, SIGNED);
    }

    static Optional<ReferenceLayer> round(LayerDraw draw) {
        return function(draw, Function.ROUND, 116, SIGNED);
    }

    static Optional<ReferenceLayer> sign(LayerDraw draw) {
        return function(draw, Function.SIGN, 158, SIGNED);
    }

    private static Optional<ReferenceLayer> function(LayerDraw draw, Function function, int builtin, Interval from) {
        return draw.sketch()
                .input(draw.image(8), from)
                .layer(new Elementwise(function), TfliteOperator.function(builtin), Activation.NONE, from);
    }
}
