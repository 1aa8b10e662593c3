package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.QuantizedMultiplier;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/** A network of two depthwise convolutions whose biases lie around 2^23, so that some kernels of the firmware cannot pack them. */
final class WideBiases {

    private static final IntFormat BYTE = new IntFormat(true, 8);
    private static final int CHANNELS = 5;
    private static final long NEAR = 1L << 23;
    private static final long STEP = 40_000;
    private static final double SCALE = 0.05;
    private static final double WEIGHT_SCALE = 0.01;

    private WideBiases() {}

    static QuantizedGraph graph() {
        Random random = new Random(23);
        TensorType image = type(6, 7);
        List<Constant> constants = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        String operand = "x";
        // Both ways to requantize: where the least word is the zero point, and where both signs come through.
        for (long low : new long[] {0, BYTE.min()}) {
            String name = "layer" + nodes.size();
            RawTensor weights = DrawnNetwork.words(BYTE, Shape.of(CHANNELS, 3, 3, 1), random);
            long[] biases = LongStream.range(0, CHANNELS)
                    .map(k -> (NEAR + (k - 2) * STEP) * (low < 0 && k % 2 != 0 ? -1 : 1))
                    .toArray();
            constants.add(constant(name + ".w", WEIGHT_SCALE, weights));
            constants.add(constant(
                    name + ".b", SCALE * WEIGHT_SCALE, RawTensor.of(IntFormat.I32, Shape.of(CHANNELS), biases)));
            Rescaling output = new Rescaling(
                    MultiplyShift.TFLM, Collections.nCopies(CHANNELS, QuantizedMultiplier.of(Math.scalb(0.87, -17))));
            Accumulation sums = new Accumulation.Exact(IntFormat.I32);
            nodes.add(new Node(
                    name,
                    new DepthwiseConv2d(new Sliding(1, 1, 1, 1, new Padding.Same())),
                    List.of(operand, name + ".w", name + ".b"),
                    image,
                    Optional.of(new NodeArithmetic.Accumulate(sums, output, new Clamp(low, BYTE.max()))),
                    DrawnNetwork.PLACE));
            operand = name;
        }
        Input input = new Input("x", image, Optional.empty(), DrawnNetwork.PLACE);
        return new QuantizedGraph(new Graph("wide", List.of(input), constants, nodes, List.of(operand)), "tflm");
    }

    private static TensorType type(int height, int width) {
        return new TensorType(new Quantized(BYTE, Scale.perTensor(SCALE), 0), Shape.of(1, height, width, CHANNELS));
    }

    private static Constant constant(String name, double scale, RawTensor words) {
        return new Constant(
                name,
                new TensorType(new Quantized(words.format(), Scale.perTensor(scale), 0), words.shape()),
                words,
                DrawnNetwork.PLACE);
    }
}
