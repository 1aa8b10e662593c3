package dev.intarsia.hwtest.tflite;

import dev.intarsia.hwtest.tflite.LayerSketch.Interval;
import dev.intarsia.hwtest.tflite.TfliteOperator.Activation;
import dev.intarsia.hwtest.tflite.TfliteOperator.Slide;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.op.ArgReduce;
import dev.intarsia.ir.op.Elementwise;
import dev.intarsia.ir.op.Function;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Reduce;
import dev.intarsia.ir.op.Reduction;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Draws the parts of a random layer. */
final class LayerDraw {

    private final RandomGenerator random;
    private final QuantizationSettings settings;
    private final boolean real;

    LayerDraw(RandomGenerator random, QuantizationSettings settings, boolean real) {
        this.random = random;
        this.settings = settings;
        this.real = real;
    }

    LayerSketch sketch() {
        return new LayerSketch("layer", settings, real);
    }

    int upTo(int greatest) {
        return random.nextInt(1, greatest + 1);
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** One of the divisors of a number. */
    int divisor(int number) {
        int divisor = upTo(number);
        while (number % divisor != 0) {
            divisor = upTo(number);
        }
        return divisor;
    }

    Shape image(int channels) {
        return Shape.of(1, upTo(9), upTo(9), upTo(channels));
    }

    /** A layer of two operands, the second now and then with rows, columns or channels that repeat, or a constant. */
    Optional<ReferenceLayer> pair(Op op, TfliteOperator operator, Activation activation, boolean product) {
        Shape shape = image(8);
        double left = magnitude(-4, 3);
        double right = product ? magnitude(-4, 3) : left * magnitude(-3, 3);
        double reach = product ? left * right : Math.max(left, right);
        Shape second = oneIn(3) ? partOf(shape) : shape;
        LayerSketch sketch = sketch().input(shape, interval(left));
        if (oneIn(4)) {
            sketch.constant("c", numbers(second, right));
        } else {
            sketch.input(second, interval(right));
        }
        return sketch.layer(op, operator, activation, interval(reach * magnitude(-1.5, 1.5)));
    }

    /** A shape that repeats along some axes of another. */
    Shape partOf(Shape shape) {
        return Shape.of(1, oneIn(2) ? 1 : shape.size(1), oneIn(2) ? 1 : shape.size(2), oneIn(2) ? 1 : shape.size(3));
    }

    /** A layer of two operands of one type, which the result has too. */
    Optional<ReferenceLayer> alike(Op op, TfliteOperator operator) {
        Shape shape = image(8);
        Interval interval = interval(magnitude(-1, 3));
        return sketch().input(shape, interval)
                .input(oneIn(3) ? partOf(shape) : shape, interval)
                .layer(op, operator, Activation.NONE, interval);
    }

    /** A function of one number; the result's interval is one around {@code reach}. */
    Optional<ReferenceLayer> function(Function function, int builtin, Interval from, double reach) {
        return sketch().input(image(8), from)
                .layer(
                        new Elementwise(function),
                        TfliteOperator.function(builtin),
                        Activation.NONE,
                        interval(reach * magnitude(-1, 1)));
    }

    /**
     * A reduction along some axes.
     *
     * @param rescaled e to the power of how far the result's interval may lie from the operand's; 0 where types are kept
     */
    Optional<ReferenceLayer> reduce(Reduction reduction, int builtin, double rescaled) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = 1; axis < 4; axis++) {
            if (oneIn(2)) {
                axes.add(axis);
            }
        }
        if (axes.isEmpty()) {
            axes.add(upTo(3));
        }
        boolean keep = oneIn(2);
        double from = magnitude(-1, 3);
        Interval interval = interval(from);
        Interval result = rescaled == 0 ? interval : interval(from * magnitude(-rescaled, rescaled));
        return sketch().input(image(8), interval)
                .layer(
                        new Reduce(reduction, axes, keep),
                        TfliteOperator.reduce(builtin, axes, keep),
                        Activation.NONE,
                        result);
    }

    /** The place of the greatest or least along an axis. */
    Optional<ReferenceLayer> place(boolean greatest) {
        int axis = upTo(3);
        Interval interval = interval(magnitude(-1, 3));
        return sketch().input(image(12), interval)
                .layer(
                        new ArgReduce(greatest, axis, false, false),
                        TfliteOperator.place(greatest, axis),
                        Activation.NONE,
                        interval);
    }

    /** Whether activations have 16 bits. */
    boolean isWide() {
        return settings.activationBits() == 16;
    }

    RealTensor numbers(Shape shape, double magnitude) {
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (magnitude * random.nextDouble(-1, 1));
        }
        return RealTensor.of(shape, values);
    }

    /** A size of a transposed convolution's result that its forward convolution brings back to the image's. */
    int spread(boolean same, int size, int stride, int kernel) {
        int least = same ? (size - 1) * stride + 1 : (size - 1) * stride + kernel;
        return least + random.nextInt(stride);
    }

    Activation activation() {
        return Activation.values()[random.nextInt(Activation.values().length)];
    }

    Slide slide(boolean dilates) {
        boolean dilated = dilates && oneIn(3);
        return new Slide(random.nextBoolean(), upTo(3), upTo(3), dilated ? upTo(3) : 1, dilated ? upTo(3) : 1);
    }

    static Sliding sliding(Slide slide) {
        return new Sliding(
                slide.strideHeight(),
                slide.strideWidth(),
                slide.dilationHeight(),
                slide.dilationWidth(),
                slide.same() ? new Padding.Same() : new Padding.Valid());
    }

    /** e to the power of a number in between. */
    double magnitude(double low, double high) {
        return Math.exp(random.nextDouble(low, high));
    }

    /** An interval that reaches so far from 0: on both sides equally, on one, or on both unequally. */
    Interval interval(double magnitude) {
        double other = magnitude * random.nextDouble();
        return switch (random.nextInt(4)) {
            case 0 -> new Interval(-magnitude, magnitude);
            case 1 -> new Interval(0, magnitude);
            case 2 -> new Interval(-other, magnitude);
            default -> new Interval(-magnitude, other);
        };
    }

    /** A layer whose result has the quantization of its operand; magnitudes around those where activations bite. */
    Optional<ReferenceLayer> kept(Shape image, Activation activation, Op op, TfliteOperator operator) {
        Interval interval = interval(magnitude(-1, 3));
        return sketch().input(image, interval).layer(op, operator, activation, interval);
    }

    /**
     * A layer of weights, now and then without bias, now and then with a channel of zeros; one input in four is unsigned. One layer in four
     * has almost nothing but biases, half a step of the result from a word each: there the last bit of a multiplier decides.
     */
    Optional<ReferenceLayer> weighted(
            Shape input, Shape weights, Activation activation, Op op, TfliteOperator operator) {
        boolean unsigned = !real && settings.activationBits() == 8 && oneIn(4);
        boolean perChannel = random.nextBoolean();
        double activations = magnitude(-3, 3);
        LayerSketch sketch = new LayerSketch("layer", settings.withPerChannel(perChannel), real);
        if (unsigned) {
            sketch.unsignedInput(input, (float) (activations / 255));
        } else {
            sketch.input(input, interval(activations));
        }
        int outputs = weights.size(0);
        int taps = weights.elements() / outputs;
        double weightMagnitude = magnitude(-3, 1);
        double sum = 0.2 * activations * weightMagnitude * Math.sqrt(taps);
        if (oneIn(4)) {
            sketch.constant("w", weights(weights, 1e-9 * weightMagnitude));
            sketch.constant("b", halves(outputs, step(sum)));
            return sketch.layer(op, operator, activation, new Interval(-sum, sum));
        }
        sketch.constant("w", weights(weights, weightMagnitude));
        if (!oneIn(4)) {
            float[] biases = new float[outputs];
            for (int k = 0; k < outputs; k++) {
                biases[k] = (float) (sum * random.nextGaussian());
            }
            sketch.constant("b", RealTensor.of(Shape.of(outputs), biases));
        }
        return sketch.layer(op, operator, activation, interval(sum * magnitude(0, 2.5)));
    }

    private RealTensor weights(Shape shape, double magnitude) {
        int taps = shape.elements() / shape.size(0);
        float[] values = new float[shape.elements()];
        double channel = 0;
        for (int i = 0; i < values.length; i++) {
            if (i % taps == 0) {
                channel = oneIn(16) ? 0 : magnitude * Math.exp(0.7 * random.nextGaussian());
            }
            values[i] = (float) (channel * random.nextDouble(-1, 1));
        }
        return RealTensor.of(shape, values);
    }

    /** What a step of an activation is worth in the interval from −magnitude to magnitude. */
    private double step(double magnitude) {
        int bits = settings.activationBits();
        return settings.symmetric()
                ? (float) (magnitude / (Math.scalb(1.0, bits - 1) - 1))
                : (float) (2 * magnitude / (Math.scalb(1.0, bits) - 1));
    }

    /** Odd multiples of half a step. */
    private RealTensor halves(int count, double step) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = (float) ((random.nextInt(-100, 100) + 0.5) * step);
        }
        return RealTensor.of(Shape.of(count), values);
    }
}
