package dev.intarsia.hwtest.engine;

import dev.intarsia.hwtest.engine.NetworkDraw.Form;
import dev.intarsia.hwtest.engine.NetworkDraw.Kind;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.QuantizedMultiplier;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A drawn convolution or dense layer with its weights. */
record DrawnSum(Node node, List<Constant> constants) {

    static DrawnSum of(NetworkDraw.Layer layer, Accelerator target, String operand, TensorType input, String name) {
        Random random = new Random(layer.seed());
        NetworkDraw.Words words = layer.words();
        boolean dense = input.shape().rank() != 4;
        Shape weightShape = dense ? Shape.of(layer.outputs(), input.shape().size(-1)) : weights(layer, input.shape());
        Op op = dense ? new Dense() : operator(layer, input.shape(), weightShape);
        RawTensor weights = DrawnNetwork.words(new IntFormat(true, words.weightBits()), weightShape, random);
        int channels = weightShape.size(0);
        Quantized x = input.quantized();
        double weightScale = 0.01;
        List<Constant> constants = new ArrayList<>();
        List<String> operands = new ArrayList<>(List.of(operand, name + ".w"));
        constants.add(new Constant(
                name + ".w",
                new TensorType(new Quantized(weights.format(), Scale.perTensor(weightScale), 0), weightShape),
                weights,
                DrawnNetwork.PLACE));
        RawTensor bias = DrawnNetwork.words(new IntFormat(true, 14), Shape.of(channels), random);
        if (words.bias()) {
            RawTensor wide = RawTensor.of(IntFormat.I32, bias.shape(), bias.toArray());
            Scale scale = Scale.perTensor(x.scale().at(0) * weightScale);
            operands.add(name + ".b");
            constants.add(new Constant(
                    name + ".b",
                    new TensorType(new Quantized(IntFormat.I32, scale, 0), Shape.of(channels)),
                    wide,
                    DrawnNetwork.PLACE));
        }
        List<Shape> shapes = new ArrayList<>(List.of(input.shape(), weightShape));
        Shape shape = DrawnNetwork.shape(op, shapes);
        long reach = reach(weights, words.bias() ? Optional.of(bias) : Optional.empty(), x);
        Quantized result = resultType(layer, random);
        double typical = Math.max(1, reach / Math.sqrt((double) weightShape.elements() / channels));
        double scale = Math.min(0.9, Math.scalb(1.0, result.format().bits() - 1) / typical);
        Rescaling output = rescaling(
                reach > Integer.MAX_VALUE / 4 ? Form.NARROW_HALF_EVEN : words.form(),
                scale * (0.3 + random.nextDouble()) * 0.9,
                words.perChannel() ? channels : 1,
                random);
        Clamp clamp = new Clamp(
                random.nextBoolean() ? result.format().min() : result.zeroPoint(),
                result.format().max());
        Node node = new Node(
                name + (dense ? ".dense" : ".conv"),
                op,
                operands,
                new TensorType(result, shape),
                Optional.of(new NodeArithmetic.Accumulate(accumulation(words, reach, target), output, clamp)),
                DrawnNetwork.PLACE);
        return new DrawnSum(node, constants);
    }

    private static Shape weights(NetworkDraw.Layer layer, Shape image) {
        NetworkDraw.Sliding s = layer.sliding();
        int channels = image.size(3);
        if (layer.kind() == Kind.DEPTHWISE) {
            int multiplier = layer.groups() == 3 ? 2 : 1;
            return Shape.of(channels * multiplier, s.kernelHeight(), s.kernelWidth(), 1);
        }
        int groups = channels % layer.groups() == 0 ? layer.groups() : 1;
        int outputs = Math.ceilDiv(layer.outputs(), groups) * groups;
        return Shape.of(outputs, s.kernelHeight(), s.kernelWidth(), channels / groups);
    }

    private static Op operator(NetworkDraw.Layer layer, Shape image, Shape weights) {
        NetworkDraw.Sliding s = layer.sliding();
        int reachHeight = s.dilation() * (weights.size(1) - 1) + 1;
        int reachWidth = s.dilation() * (weights.size(2) - 1) + 1;
        boolean fits = reachHeight <= image.size(1) && reachWidth <= image.size(2);
        List<Integer> p = s.pads();
        Padding padding = switch (s.border()) {
            case SAME -> new Padding.Same();
            case VALID -> fits ? new Padding.Valid() : new Padding.Same();
            case EXPLICIT -> fits ? new Padding.Explicit(p.get(0), p.get(1), p.get(2), p.get(3)) : new Padding.Same();
        };
        Sliding sliding = new Sliding(s.strideHeight(), s.strideWidth(), s.dilation(), s.dilation(), padding);
        return layer.kind() == Kind.DEPTHWISE
                ? new DepthwiseConv2d(sliding)
                : new Conv2d(sliding, image.size(3) / weights.size(3));
    }

    /** The greatest magnitude that any sum can have. */
    private static long reach(RawTensor weights, Optional<RawTensor> bias, Quantized x) {
        long farthest = Math.max(
                x.format().max() - x.zeroPoint(), x.zeroPoint() - x.format().min());
        int channels = weights.shape().size(0);
        int taps = weights.shape().elements() / channels;
        long reach = 1;
        for (int k = 0; k < channels; k++) {
            long sum = bias.isPresent() ? Math.abs(bias.get().at(k)) : 0;
            for (int i = 0; i < taps; i++) {
                sum += farthest * Math.abs(weights.at(k * taps + i));
            }
            reach = Math.max(reach, sum);
        }
        return reach;
    }

    private static Accumulation accumulation(NetworkDraw.Words words, long reach, Accelerator target) {
        IntFormat proved = IntFormat.holdingSigned(BigInteger.valueOf(-reach), BigInteger.valueOf(reach));
        IntFormat own = new IntFormat(true, target.accumulatorBits());
        if (!words.wraps() && own.contains(proved)) {
            return new Accumulation.Exact(proved);
        }
        return switch (target.overflow()) {
            case AccumulatorOverflow.Wrap w -> new Accumulation.Wrap(own);
            case AccumulatorOverflow.SaturateEnd s -> new Accumulation.SaturateEnd(own);
            case AccumulatorOverflow.SaturateChunk c -> new Accumulation.SaturateChunk(own, c.chunk());
        };
    }

    static Quantized resultType(NetworkDraw.Layer layer, Random random) {
        IntFormat format = new IntFormat(layer.words().signed(), layer.words().bits());
        return new Quantized(
                format,
                Scale.perTensor(0.02 + 0.1 * random.nextDouble()),
                random.nextLong(format.min(), format.max() + 1));
    }

    /** Parameters around a scale below 1; every other rescaling is by powers of two, so that halves are frequent. */
    static Rescaling rescaling(Form form, double scale, int pairs, Random random) {
        List<ScaleParameters> parameters = new ArrayList<>();
        boolean halves = random.nextBoolean();
        for (int k = 0; k < pairs; k++) {
            double drawn = Math.min(0.99, scale * (0.7 + 0.6 * random.nextDouble()));
            double own = halves ? Math.scalb(1.0, Math.getExponent(drawn)) : drawn;
            parameters.add(
                    switch (form) {
                        case DOUBLE -> QuantizedMultiplier.of(own);
                        case SINGLE -> QuantizedMultiplier.ofSingleRounding(own);
                        case NARROW_HALF_EVEN, NARROW_FLOOR, NARROW_HALF_AWAY -> QuantizedMultiplier.of(own, 16);
                    });
        }
        MultiplyShift requantizer = switch (form) {
            case DOUBLE -> MultiplyShift.TFLM;
            case SINGLE -> MultiplyShift.SINGLE;
            case NARROW_HALF_EVEN -> new MultiplyShift(16, false, Rounding.HALF_EVEN);
            case NARROW_FLOOR -> new MultiplyShift(16, false, Rounding.FLOOR);
            case NARROW_HALF_AWAY -> new MultiplyShift(16, false, Rounding.HALF_AWAY);
        };
        return new Rescaling(requantizer, parameters);
    }
}
