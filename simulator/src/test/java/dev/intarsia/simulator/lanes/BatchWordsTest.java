package dev.intarsia.simulator.lanes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.layerwise.Batch;
import dev.intarsia.simulator.layerwise.BatchKernel;
import dev.intarsia.simulator.layerwise.SumLayer;
import dev.intarsia.simulator.oracle.Layer;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Layers of many inferences, at once from input to words, and looked up: the oracle's words. */
class BatchWordsTest {

    private static final Sliding SLIDING = new Sliding(1, 1, 1, 1, new Padding.Same());

    private static final Clamp ALL = new Clamp(-128, 127);

    private final Random random = new Random(20261126);

    private long[] drawn(int count, IntFormat format) {
        return LongStream.generate(() -> random.nextInt(4) == 0 ? 0 : random.nextLong(format.min(), format.max() + 1))
                .limit(count)
                .toArray();
    }

    private List<RawTensor> samples(int count, IntFormat format, Shape shape) {
        return IntStream.range(0, count)
                .mapToObj(i -> RawTensor.owning(format, shape, drawn(shape.elements(), format)))
                .toList();
    }

    private static void same(QuantizedNode node, List<Map<String, RawTensor>> operands, Batch found) {
        for (int s = 0; s < operands.size(); s++) {
            RawTensor expected = new Oracle()
                    .run(node.node().op().lower(node), operands.get(s))
                    .get(node.name());
            int sample = s;
            int[] own = IntStream.range(0, found.elements())
                    .map(i -> found.words()[i * found.samples() + sample])
                    .toArray();
            assertArrayEquals(
                    LongStream.of(expected.toArray()).mapToInt(Math::toIntExact).toArray(),
                    own,
                    node.node() + ", sample " + s);
        }
    }

    /** Channels that are no multiple of four, pixels and samples that fill no register, weights of few bits with zeros among them. */
    @Test
    void wordsAreMadeAtOnce() {
        int atOnce = 0;
        for (int bits : new int[] {2, 4, 8}) {
            for (int count : new int[] {1, 5, 16, 37, 64}) {
                for (int channels : new int[] {1, 3, 8}) {
                    atOnce += convolution(new Conv2d(SLIDING, 1), bits, Shape.of(channels, 3, 3, 3), 3, count);
                }
                atOnce += convolution(new DepthwiseConv2d(SLIDING), bits, Shape.of(6, 3, 3, 1), 6, count);
            }
        }
        System.out.println(
                "COUNT layers whose words were made at once from the input, each on up to 64 inferences: " + atOnce);
        assertTrue(atOnce >= 40, atOnce + " layers");
    }

    private int convolution(Op op, int bits, Shape weights, int depth, int count) {
        IntFormat narrow = new IntFormat(true, bits);
        int channels = weights.size(0);
        Shape in = Shape.of(5, 4, depth);
        NodeArithmetic sum = new NodeArithmetic.Accumulate(
                new Accumulation.Wrap(IntFormat.I64),
                new Rescaling(
                        MultiplyShift.SINGLE,
                        random.longs(channels, 1L << 30, 1L << 31)
                                .mapToObj(m -> new ScaleParameters(m, 30 + bits))
                                .toList()),
                ALL);
        QuantizedNode node = only(new Layer()
                .input("x", Layer.type(IntFormat.I8, 1, -7), in, new long[in.elements()])
                .constant("w", Layer.type(narrow, 1, 0), weights, drawn(weights.elements(), narrow))
                .constant(
                        "b",
                        Layer.type(IntFormat.I32, 1, 0),
                        Shape.of(channels),
                        drawn(channels, new IntFormat(true, 12)))
                .program(op, Layer.type(IntFormat.I8, 1, 3), Shape.of(5, 4, channels), sum));
        List<RawTensor> given = samples(count, IntFormat.I8, in);
        Batch batch = Batch.of(given);
        List<Map<String, RawTensor>> operands =
                given.stream().map(sample -> Map.of("x", sample)).toList();
        SumLayer layer = SumLayer.of(node).orElseThrow();
        BatchWords made = BatchWords.of(layer, node);
        same(node, operands, made.of(layer.exact(batch), count));
        Optional<Batch> atOnce = made.of(batch);
        atOnce.ifPresent(found -> same(node, operands, found));
        return atOnce.isPresent() ? 1 : 0;
    }

    private static Rescaling rescaling(long multiplier, int shift) {
        return new Rescaling(MultiplyShift.TFLM, List.of(new ScaleParameters(multiplier, shift)));
    }

    private static QuantizedNode only(Program program) {
        return program.meaning().quantizedNodes().getFirst();
    }

    @Test
    void resultsOfFewWordsAreLookedUp() {
        IntFormat left = new IntFormat(true, 5);
        IntFormat right = new IntFormat(false, 6);
        Shape shape = Shape.of(3, 4, 2);
        NodeArithmetic add = new NodeArithmetic.Add(
                20, rescaling(1_500_000_000L, 33), rescaling(1_900_000_000L, 32), rescaling(1_200_000_000L, 47), ALL);
        QuantizedNode node = only(new Layer()
                .input("x", Layer.type(left, 1, -3), shape, new long[shape.elements()])
                .input("z", Layer.type(right, 1, 9), shape, new long[shape.elements()])
                .program(new Add(), Layer.type(IntFormat.I8, 1, 5), shape, add));
        assertTrue(BatchTable.of(node, 1 << 11).isEmpty(), "a table of as many words as are asked for");
        BatchTable table = BatchTable.of(node, (1 << 11) + 1).orElseThrow();
        List<RawTensor> x = samples(41, left, shape);
        List<RawTensor> z = samples(41, right, shape);
        List<Map<String, RawTensor>> operands = IntStream.range(0, x.size())
                .mapToObj(i -> Map.of("x", x.get(i), "z", z.get(i)))
                .toList();
        Map<String, Batch> batches = Map.of("x", Batch.of(x), "z", Batch.of(z));
        same(node, operands, table.run(batches::get));
        same(node, operands, new BatchKernel(node.node().op().lower(node)).run(batches::get));
    }
}
