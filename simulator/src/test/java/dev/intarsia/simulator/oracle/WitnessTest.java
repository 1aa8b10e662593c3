package dev.intarsia.simulator.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.range.RangeAnalysis;
import dev.intarsia.ir.range.Witness;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Ranges of accumulators: every bound is reached by its witness, and no input goes beyond. */
class WitnessTest {

    private static final IntFormat WIDE = new IntFormat(true, 40);

    @Property(tries = 150, seed = "20260101")
    void boundsAreReachedAndNeverExceeded(@ForAll long seed) {
        Random random = new Random(seed);
        Kernel kernel = sums(random);
        Buffer x = kernel.inputs().getFirst();
        long low = random.nextInt(-128, 127);
        long high = random.nextLong(low, 128);
        Interval words = random.nextBoolean() ? Interval.of(x.format()) : Interval.of(low, high);
        List<AccumulatorRange> ranges = RangeAnalysis.accumulators(kernel, Map.of("x", words));
        assertEquals(kernel.outputs().getFirst().shape().size(-1), ranges.size());
        for (AccumulatorRange range : ranges) {
            assertEquals(range.low(), sumAt(kernel, range.lowWitness()), "least at channel " + range.channel());
            assertEquals(range.high(), sumAt(kernel, range.highWitness()), "greatest at channel " + range.channel());
            assertTrue(range.needed().contains(range.low()) && range.needed().contains(range.high()));
            assertTrue(isInside(range.lowWitness().input(), words));
        }
        for (int i = 0; i < 5; i++) {
            long[] any = random.longs(
                            x.shape().elements(),
                            words.low().longValueExact(),
                            words.high().longValueExact() + 1)
                    .toArray();
            RawTensor sums = run(kernel, RawTensor.of(x.format(), x.shape(), any));
            for (int at = 0; at < sums.shape().elements(); at++) {
                AccumulatorRange range = ranges.get(at % ranges.size());
                assertTrue(range.low() <= sums.at(at) && sums.at(at) <= range.high(), "beyond the range at " + at);
            }
        }
    }

    @Test
    void aRegisterOfTheNeededWidthHoldsTheWitnessesAndOneBitLessDoesNot() {
        // 127·(1 + 2 + 3) = 762 and −128·6 = −768: eleven bits, not ten
        Layer layer = new Layer()
                .input("x", Layer.type(IntFormat.I8, 1, 0), Shape.of(3), 0, 0, 0)
                .constant("w", Layer.type(IntFormat.I8, 1, 0), Shape.of(1, 3), 1, 2, 3);
        AccumulatorRange range = RangeAnalysis.accumulators(dense(layer, WIDE)).getFirst();
        assertEquals(-768, range.low());
        assertEquals(762, range.high());
        assertEquals(new IntFormat(true, 11), range.needed());
        Map<String, RawTensor> least = Map.of("x", range.lowWitness().input());
        Kernel wideEnough = dense(layer, new IntFormat(true, 11));
        assertEquals(-1, new Oracle().run(wideEnough, least).get("y").at(0));
        Kernel tooNarrow = dense(layer, new IntFormat(true, 10));
        assertThrows(KernelFault.class, () -> new Oracle().run(tooNarrow, least));
    }

    /** The sum divided by 2^10. */
    private static Kernel dense(Layer layer, IntFormat accumulator) {
        return layer.program(new Dense(), Layer.type(IntFormat.I8, 1, 0), Shape.of(1), arithmetic(accumulator))
                .kernels()
                .getFirst();
    }

    private static NodeArithmetic arithmetic(IntFormat accumulator) {
        return new NodeArithmetic.Accumulate(
                new Accumulation.Exact(accumulator),
                new Rescaling(MultiplyShift.SINGLE, List.of(new ScaleParameters(1 << 30, 40))),
                new Clamp(-128, 127));
    }

    private static boolean isInside(RawTensor tensor, Interval words) {
        for (int i = 0; i < tensor.shape().elements(); i++) {
            if (!words.contains(java.math.BigInteger.valueOf(tensor.at(i)))) {
                return false;
            }
        }
        return true;
    }

    /** The kernel of a random layer, but that its outputs are the accumulators themselves. */
    private static Kernel sums(Random random) {
        Shape image = Shape.of(random.nextInt(1, 7), random.nextInt(1, 7), 2 * random.nextInt(1, 3));
        Padding padding = random.nextBoolean()
                ? new Padding.Same()
                : new Padding.Explicit(random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3));
        Sliding sliding = new Sliding(
                random.nextInt(1, 3), random.nextInt(1, 3), random.nextInt(1, 3), random.nextInt(1, 3), padding);
        int height = random.nextInt(1, 4);
        int width = random.nextInt(1, 4);
        Window window = sliding.window(height, width);
        int h = window.outputHeight(image.size(0));
        int w = window.outputWidth(image.size(1));
        if (h < 1 || w < 1) {
            return sums(random);
        }
        int kind = random.nextInt(4);
        int channels = 2 * image.size(2);
        Layer layer = new Layer();
        Op op;
        Shape result;
        Shape weights;
        if (kind == 0) {
            op = new Dense();
            image = Shape.of(image.elements());
            weights = Shape.of(channels, image.elements());
            result = Shape.of(channels);
        } else if (kind == 1) {
            op = new DepthwiseConv2d(sliding);
            weights = Shape.of(channels, height, width, 1);
            result = Shape.of(h, w, channels);
        } else {
            op = new Conv2d(sliding, kind - 1);
            weights = Shape.of(channels, height, width, image.size(2) / (kind - 1));
            result = Shape.of(h, w, channels);
        }
        layer.input("x", Layer.type(IntFormat.I8, 1, random.nextInt(-128, 128)), image, words(random, image.elements()))
                .constant("w", Layer.type(IntFormat.I8, 1, 0), weights, words(random, weights.elements()));
        if (random.nextBoolean()) {
            layer.constant("b", Layer.type(IntFormat.I32, 1, 0), Shape.of(channels), words(random, channels));
        }
        Kernel kernel = layer.program(op, Layer.type(IntFormat.I8, 1, 0), result, arithmetic(WIDE))
                .kernels()
                .getFirst();
        Buffer output = kernel.outputs().getFirst();
        Buffer wide = Buffer.main(output.name(), WIDE, output.shape());
        Buffer accumulator = kernel.locals().getFirst();
        List<Stmt> body = new Rewriter() {
            @Override
            protected List<Stmt> stmt(Stmt stmt) {
                return List.of(
                        stmt instanceof Stmt.Store s && s.buffer().equals(output)
                                ? new Stmt.Store(wide, s.at(), Expr.load(accumulator))
                                : stmt);
            }
        }.rewrite(kernel.body());
        return new Kernel(
                kernel.name(),
                kernel.inputs(),
                kernel.parameters(),
                List.of(wide),
                kernel.locals(),
                body,
                kernel.location());
    }

    private static long[] words(Random random, int count) {
        return random.longs(count, -128, 128).toArray();
    }

    private static RawTensor run(Kernel kernel, RawTensor x) {
        return new Oracle()
                .run(kernel, Map.of("x", x))
                .get(kernel.outputs().getFirst().name());
    }

    private static long sumAt(Kernel kernel, Witness witness) {
        RawTensor sums = run(kernel, witness.input());
        int[] strides = sums.shape().strides();
        int offset = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            offset += (int) (witness.place().get(axis) * strides[axis]);
        }
        return sums.at(offset);
    }
}
