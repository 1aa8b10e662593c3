package dev.intarsia.simulator.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.GlobalAveragePool;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Sub;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.lanes.LaneProgram.Way;
import dev.intarsia.simulator.oracle.Layer;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Layers on lanes give the oracle's words, and are on lanes only where that is proved. */
class LaneProgramTest {

    private static final Clamp ALL = new Clamp(-128, 127);
    private static final Rescaling ONE = rescaling(MultiplyShift.SINGLE, 1L << 30, 30);

    private final Random random = new Random(20261125);
    private final Map<Way, Integer> ways = new EnumMap<>(Way.class);

    private static Rescaling rescaling(MultiplyShift form, long multiplier, int shift) {
        return new Rescaling(form, List.of(new ScaleParameters(multiplier, shift)));
    }

    private static NodeArithmetic sum(Accumulation accumulation, Rescaling output) {
        return new NodeArithmetic.Accumulate(accumulation, output, ALL);
    }

    private static void agree(Program program, List<RawTensor> inputs) {
        agree(LaneProgram.of(program), program, inputs);
    }

    private static void agree(LaneProgram layers, Program program, List<RawTensor> inputs) {
        Map<String, RawTensor> expected = new HashMap<>();
        new Oracle().run(program, inputs, expected::put);
        LaneRunner runner = layers.runner();
        for (int turn = 0; turn < 2; turn++) {
            runner.run(inputs, (name, words) -> assertEquals(expected.get(name), words, name));
            assertEquals(expected.get("y"), runner.run(inputs).getFirst());
        }
    }

    private Way way(Program program) {
        Way way = LaneProgram.of(program).ways().getLast();
        ways.merge(way, 1, Integer::sum);
        return way;
    }

    private static Program dense(IntFormat x, IntFormat w, long bias, long zero, Accumulation sum, long... weights) {
        int taps = weights.length;
        return new Layer()
                .input("x", Layer.type(x, 1, zero), Shape.of(taps), new long[taps])
                .constant("w", Layer.type(w, 1, 0), Shape.of(1, taps), weights)
                .constant("b", Layer.type(IntFormat.I32, 1, 0), Shape.of(1), bias)
                .program(new Dense(), Layer.type(IntFormat.I8, 1, 0), Shape.of(1), sum(sum, ONE));
    }

    private static long word(Program program, long... x) {
        RawTensor input = RawTensor.of(
                program.meaning().graph().inputs().getFirst().type().quantized().format(), Shape.of(x.length), x);
        agree(program, List.of(input));
        return LaneProgram.of(program).runner().run(List.of(input)).getFirst().at(0);
    }

    /** 512 · 2^15 is the last partial sum that a float is sure to hold; the output shows every unit around it. */
    @Test
    void floatsAreTakenUpToTheirLastInteger() {
        IntFormat words = new IntFormat(true, 16);
        Accumulation exact = new Accumulation.Exact(IntFormat.I32);
        Program last = dense(words, words, -(1 << 24), 0, exact, -512, 0);
        assertEquals(Way.FLOAT_SUM, way(last));
        assertEquals(0, word(last, -32768, 1));
        assertEquals(-128, word(last, -32767, 0));
        Program more = dense(words, words, -(1 << 24), 0, exact, -512, 1);
        assertEquals(Way.INTEGER_SUM, way(more));
        assertEquals(1, word(more, -32768, 1)); // 2^24 + 1, which is no float
        assertEquals(3, word(more, -32768, 3));
    }

    /** The sum itself is small, but a prefix of it is not: all weights that pull one way come first. */
    @Test
    void partialSumsCountAndNotOnlyTheSum() {
        IntFormat words = new IntFormat(true, 16);
        Accumulation exact = new Accumulation.Exact(IntFormat.I32);
        Program there = dense(words, words, 0, 0, exact, 512, 512, 1, -512, -512);
        assertEquals(Way.INTEGER_SUM, way(there));
        assertEquals(1, word(there, 32767, 32767, 1, 32767, 32767));
    }

    /** Accumulators that may leave their width, or saturate on the way, are not summed on lanes. */
    @Test
    void narrowAccumulatorsAreNotTakenForExactOnes() {
        IntFormat ten = new IntFormat(true, 10);
        for (Accumulation narrow : List.of(
                new Accumulation.Wrap(ten),
                new Accumulation.SaturateEnd(ten),
                new Accumulation.SaturateChunk(ten, 1))) {
            Program fits = dense(IntFormat.I8, IntFormat.I8, 0, 0, narrow, 3, -1);
            assertEquals(Way.FLOAT_SUM, way(fits), narrow.text());
            Program leaves = dense(IntFormat.I8, IntFormat.I8, 0, 0, narrow, 3, 2);
            assertEquals(Way.INTEGER_SUM, way(leaves), narrow.text());
            word(leaves, 127, 127);
            word(leaves, -128, -128);
            Program biased = dense(IntFormat.I8, IntFormat.I8, 200, 0, narrow, 3, 0);
            assertEquals(Way.INTEGER_SUM, way(biased), narrow.text());
            word(biased, 127, 5);
        }
    }

    /** A zero point widens what is multiplied: 255 and not 128. */
    @Test
    void theZeroPointCounts() {
        IntFormat words = new IntFormat(true, 20);
        Accumulation exact = new Accumulation.Exact(IntFormat.I32);
        assertEquals(Way.FLOAT_SUM, way(dense(IntFormat.I8, words, 0, 0, exact, 131072)));
        assertEquals(Way.INTEGER_SUM, way(dense(IntFormat.I8, words, 0, 127, exact, 131072)));
    }

    private Quantized type(IntFormat format) {
        return Layer.type(format, 1, random.nextInt(9) - 4);
    }

    private long[] draw(IntFormat format, int count) {
        return random.longs(count, format.min(), format.max() + 1).toArray();
    }

    private Rescaling perChannel(int channels, int shift) {
        MultiplyShift form = new MultiplyShift(
                32, random.nextBoolean(), Rounding.values()[random.nextInt(Rounding.values().length)]);
        return new Rescaling(
                form,
                random.longs(channels, 1L << 30, 1L << 31)
                        .mapToObj(m -> new ScaleParameters(m, shift + random.nextInt(3)))
                        .toList());
    }

    /** Convolutions of every stride, dilation, padding and odd numbers of channels, dense and of single channels. */
    @Test
    void convolutionsGiveTheOraclesWords() {
        for (int turn = 0; turn < 250; turn++) {
            boolean single = turn % 3 == 0;
            int channels = 1 + random.nextInt(single ? 19 : 5);
            int outputs = single ? channels : 1 + random.nextInt(35);
            int kernel = 1 + random.nextInt(3);
            int size = 5 + random.nextInt(7);
            Padding padding = switch (random.nextInt(3)) {
                case 0 -> new Padding.Same();
                case 1 -> new Padding.Valid();
                default -> new Padding.Explicit(1, 0, 2, 1);
            };
            int dilation = 1 + random.nextInt(2);
            Sliding sliding = new Sliding(1 + random.nextInt(2), 1 + random.nextInt(3), dilation, 1, padding);
            Window window = sliding.window(kernel, kernel);
            Shape shape = Shape.of(window.outputHeight(size), window.outputWidth(size + 1), outputs);
            Op op = single ? new DepthwiseConv2d(sliding) : new Conv2d(sliding, 1);
            int depth = single ? 1 : channels;
            int taps = kernel * kernel * depth;
            Quantized x = type(IntFormat.I8);
            Accumulation accumulation = random.nextInt(8) == 0
                    ? new Accumulation.Wrap(new IntFormat(true, 14))
                    : new Accumulation.Exact(IntFormat.I32);
            Rescaling output = perChannel(outputs, 36 + random.nextInt(5));
            Program program = new Layer()
                    .input("x", x, Shape.of(size, size + 1, channels), new long[size * (size + 1) * channels])
                    .constant(
                            "w",
                            Layer.type(IntFormat.I8, 1, 0),
                            Shape.of(outputs, kernel, kernel, depth),
                            draw(IntFormat.I8, outputs * taps))
                    .constant(
                            "b",
                            Layer.type(IntFormat.I32, 1, 0),
                            Shape.of(outputs),
                            random.longs(outputs, -5000, 5000).toArray())
                    .program(op, type(IntFormat.I8), shape, sum(accumulation, output));
            LaneProgram layers = LaneProgram.of(program);
            ways.merge(layers.ways().getLast(), 1, Integer::sum);
            RawTensor image = RawTensor.of(
                    x.format(), Shape.of(size, size + 1, channels), draw(x.format(), size * (size + 1) * channels));
            agree(layers, program, List.of(image));
        }
        System.out.println("COUNT convolutions on lanes: " + ways);
        assertTrue(ways.get(Way.FLOAT_SUM) > 180, ways.toString());
    }

    /** Sums and differences with scales as quantizers make them, and with ones that no plane meets. */
    @Test
    void sumsOfTensorsGiveTheOraclesWords() {
        for (int turn = 0; turn < 16; turn++) {
            Quantized x = type(IntFormat.I8);
            Quantized y = type(IntFormat.I8);
            boolean coarse = turn % 4 == 3;
            NodeArithmetic add = new NodeArithmetic.Add(
                    coarse ? 0 : 20,
                    rescaling(MultiplyShift.TFLM, (1L << 30) + random.nextInt(1 << 30), 31 + random.nextInt(3)),
                    rescaling(MultiplyShift.TFLM, (1L << 30) + random.nextInt(1 << 30), 31 + random.nextInt(3)),
                    rescaling(MultiplyShift.TFLM, (1L << 30) + random.nextInt(1 << 30), coarse ? 31 : 49),
                    ALL);
            Shape shape = Shape.of(3, 5, 7);
            Program program = new Layer()
                    .input("x", x, shape, new long[105])
                    .input("z", y, shape, new long[105])
                    .program(turn % 2 == 0 ? new Add() : new Sub(), type(IntFormat.I8), shape, add);
            LaneProgram layers = LaneProgram.of(program);
            ways.merge(layers.ways().getLast(), 1, Integer::sum);
            for (int sample = 0; sample < 5; sample++) {
                agree(
                        layers,
                        program,
                        List.of(
                                RawTensor.of(x.format(), shape, draw(x.format(), 105)),
                                RawTensor.of(y.format(), shape, draw(y.format(), 105))));
            }
        }
        System.out.println("COUNT sums of tensors on lanes: " + ways);
        assertTrue(ways.get(Way.PLANE) >= 4, ways.toString());
        assertTrue(ways.get(Way.TABLE) >= 2, ways.toString());
    }

    @Test
    void meansGiveTheOraclesWords() {
        for (Rounding rounding : Rounding.values()) {
            Quantized x = type(IntFormat.I8);
            Shape shape = Shape.of(3, 4, 5);
            Program program = new Layer()
                    .input("x", x, shape, new long[60])
                    .program(new GlobalAveragePool(), x, Shape.of(5), new NodeArithmetic.Average(rounding, ALL));
            assertEquals(Way.MEAN, way(program));
            for (int sample = 0; sample < 20; sample++) {
                agree(program, List.of(RawTensor.of(x.format(), shape, draw(x.format(), 60))));
            }
        }
    }
}
