package dev.intarsia.simulator.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.GlobalAveragePool;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Pad;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Transpose;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What each operator's kernel gives on a case that was worked by hand; the working stands beside it. */
class LoweringTest {

    /** The sum as it is: ×1. */
    private static final Rescaling ONE = rescaling(1 << 30, 30);

    /** The sum halved, halves up. */
    private static final Rescaling HALF = rescaling(1 << 30, 31);

    private static final Clamp ALL = new Clamp(-128, 127);
    private static final Quantized WEIGHTS = Layer.type(IntFormat.I8, 1, 0);
    private static final Quantized BIAS = Layer.type(IntFormat.I32, 1, 0);

    private static Rescaling rescaling(long multiplier, int shift) {
        return new Rescaling(MultiplyShift.SINGLE, List.of(new ScaleParameters(multiplier, shift)));
    }

    private static Quantized i8(long zero) {
        return Layer.type(IntFormat.I8, 1, zero);
    }

    private static NodeArithmetic sum(Accumulation accumulation, Rescaling output, Clamp clamp) {
        return new NodeArithmetic.Accumulate(accumulation, output, clamp);
    }

    private static NodeArithmetic exact(Rescaling output) {
        return sum(new Accumulation.Exact(IntFormat.I32), output, ALL);
    }

    private static long[] counting(int count) {
        return LongStream.rangeClosed(1, count).toArray();
    }

    @Test
    void convolutionPadsWithTheZeroPoint() {
        // x − 1 is 0 1 / 2 3; 3×3 ones around each pixel see all of it: 6, plus the bias 4, plus the zero point −2
        long[] y = new Layer()
                .input("x", i8(1), Shape.of(2, 2, 1), 1, 2, 3, 4)
                .constant("w", WEIGHTS, Shape.of(1, 3, 3, 1), 1, 1, 1, 1, 1, 1, 1, 1, 1)
                .constant("b", BIAS, Shape.of(1), 4)
                .run(new Conv2d(Sliding.unit(new Padding.Same()), 1), i8(-2), Shape.of(2, 2, 1), exact(ONE));
        assertArrayEquals(new long[] {8, 8, 8, 8}, y);
    }

    @Test
    void convolutionStridesAndDilates() {
        // 5×5 counting from 1; 2×2 taps, two apart, weights 1 2 / 3 4, stride 2: at (0,0) 1 + 2·3 + 3·11 + 4·13 = 92;
        // a step of 2 right adds 2·10, a step of 2 down 10·10; halves of 92 112 / 192 212, then bounded by 100
        long[] y = new Layer()
                .input("x", i8(0), Shape.of(5, 5, 1), counting(25))
                .constant("w", WEIGHTS, Shape.of(1, 2, 2, 1), 1, 2, 3, 4)
                .run(
                        new Conv2d(new Sliding(2, 2, 2, 2, new Padding.Valid()), 1),
                        i8(0),
                        Shape.of(2, 2, 1),
                        sum(new Accumulation.Exact(IntFormat.I32), HALF, new Clamp(0, 100)));
        assertArrayEquals(new long[] {46, 56, 96, 100}, y);
    }

    @Test
    void samePaddingPutsTheOddColumnRight() {
        // width 4, kernel 3, stride 2: one column of padding in all, on the right: 1+2+3, 3+4
        long[] y = new Layer()
                .input("x", i8(0), Shape.of(1, 4, 1), counting(4))
                .constant("w", WEIGHTS, Shape.of(1, 1, 3, 1), 1, 1, 1)
                .run(new Conv2d(Sliding.strided(2, new Padding.Same()), 1), i8(0), Shape.of(1, 2, 1), exact(ONE));
        assertArrayEquals(new long[] {6, 7}, y);
    }

    @Test
    void groupsReadTheirOwnChannels() {
        // channels 1 2 | 3 4, two outputs for each group: 1·1+2·2, 1·3+2·4 | 3·5+4·6, 3·7+4·8
        long[] y = new Layer()
                .input("x", i8(0), Shape.of(1, 1, 4), counting(4))
                .constant("w", WEIGHTS, Shape.of(4, 1, 1, 2), counting(8))
                .run(new Conv2d(Sliding.unit(new Padding.Valid()), 2), i8(0), Shape.of(1, 1, 4), exact(ONE));
        assertArrayEquals(new long[] {5, 11, 39, 53}, y);
    }

    @Test
    void depthwiseGivesEachChannelItsOutputs() {
        // two channels, two outputs each, a row of two taps: channel 0 is 1 3, channel 1 is 2 4
        long[] y = new Layer()
                .input("x", i8(0), Shape.of(1, 2, 2), counting(4))
                .constant("w", WEIGHTS, Shape.of(4, 1, 2, 1), 1, 1, 1, -1, 2, 2, 10, 1)
                .run(new DepthwiseConv2d(Sliding.unit(new Padding.Valid())), i8(0), Shape.of(1, 1, 4), exact(ONE));
        assertArrayEquals(new long[] {4, -2, 12, 24}, y);
    }

    @Test
    void everyChannelHasItsOwnMultiplier() {
        // sums 1·4+2·5+3·6 = 32 and −32; ×1 and ×½, plus the zero point 1
        long[] y = new Layer()
                .input("x", i8(0), Shape.of(3), 1, 2, 3)
                .constant("w", WEIGHTS, Shape.of(2, 3), 4, 5, 6, -4, -5, -6)
                .run(
                        new Dense(),
                        i8(1),
                        Shape.of(2),
                        exact(new Rescaling(
                                MultiplyShift.TFLM,
                                List.of(new ScaleParameters(1 << 30, 30), new ScaleParameters(1 << 30, 31)))));
        assertArrayEquals(new long[] {33, -15}, y);
    }

    @Test
    void accumulatorsOverflowAsTheyAreTold() {
        // products 100 100 −100, bias 50. i8 that wraps: 150 → −106. Saturated at the end: 127.
        // In chunks of 1: 50 → 127 → 127 → 27; of 2: 50 → 127 → 27.
        Accumulation.Wrap wrap = new Accumulation.Wrap(IntFormat.I8);
        assertArrayEquals(new long[] {-106}, hundreds(wrap));
        assertArrayEquals(new long[] {127}, hundreds(new Accumulation.SaturateEnd(IntFormat.I8)));
        assertArrayEquals(new long[] {27}, hundreds(new Accumulation.SaturateChunk(IntFormat.I8, 1)));
        assertArrayEquals(new long[] {27}, hundreds(new Accumulation.SaturateChunk(IntFormat.I8, 2)));
        assertArrayEquals(new long[] {127}, hundreds(new Accumulation.SaturateChunk(IntFormat.I8, 3)));
    }

    private static long[] hundreds(Accumulation accumulation) {
        return new Layer()
                .input("x", i8(0), Shape.of(3), 10, 10, 10)
                .constant("w", WEIGHTS, Shape.of(1, 3), 10, 10, -10)
                .constant("b", BIAS, Shape.of(1), 50)
                .run(new Dense(), i8(0), Shape.of(1), sum(accumulation, ONE, ALL));
    }

    @Test
    void addBringsBothToOneScale() {
        // (x − 1)·4·½ + (y + 1)·4·¼ = 2(x − 1) + (y + 1), halved, halves up, plus 3: 2·4+6 → 7+3, 2·(−2)+1 → −1.5 →
        // −1+3
        long[] y = new Layer()
                .input("a", i8(1), Shape.of(2), 5, -1)
                .input("b", i8(-1), Shape.of(2), 5, 0)
                .run(new Add(), i8(3), Shape.of(2), new NodeArithmetic.Add(2, HALF, rescaling(1 << 30, 32), HALF, ALL));
        assertArrayEquals(new long[] {10, 2}, y);
    }

    @Test
    void aTensorIsAddedToItself() {
        long[] y = new Layer()
                .input("a", i8(0), Shape.of(2), 5, -1)
                .again("a")
                .run(new Add(), i8(0), Shape.of(2), new NodeArithmetic.Add(0, ONE, ONE, ONE, ALL));
        assertArrayEquals(new long[] {10, -2}, y);
    }

    @Test
    void greatestOfValidTaps() {
        // −9 −8 / −7 −6 padded to 3×3 windows, stride 2: the only window sees all; padding is no 0
        long[] y = new Layer()
                .input("x", i8(0), Shape.of(2, 2, 1), -9, -8, -7, -6)
                .run(
                        new MaxPool(new Window(3, 3, 2, 2, 1, 1, new Padding.Explicit(1, 1, 1, 1))),
                        i8(0),
                        Shape.of(1, 1, 1),
                        new NodeArithmetic.Bound(ALL));
        assertArrayEquals(new long[] {-6}, y);
    }

    @Test
    void meanOfValidTaps() {
        // 3×3 counting from 1, 2×2 windows, same: 12/4, 9/2, 15/2, 9; halves away from zero: 3, 5, 8, 9
        long[] y = new Layer()
                .input("x", i8(7), Shape.of(3, 3, 1), counting(9))
                .run(
                        new AveragePool(new Window(2, 2, 2, 2, 1, 1, new Padding.Same())),
                        i8(7),
                        Shape.of(2, 2, 1),
                        new NodeArithmetic.Average(Rounding.HALF_AWAY, ALL));
        assertArrayEquals(new long[] {3, 5, 8, 9}, y);
    }

    @Test
    void meanOfAllPixels() {
        // channels −1 −2 and 4 8, the means −1.5 and 6; halves away from zero
        long[] y = new Layer()
                .input("x", i8(0), Shape.of(1, 2, 2), -1, 4, -2, 8)
                .run(new GlobalAveragePool(), i8(0), Shape.of(2), new NodeArithmetic.Average(Rounding.HALF_AWAY, ALL));
        assertArrayEquals(new long[] {-2, 6}, y);
    }

    @Test
    void boundsAreWords() {
        long[] y = new Layer()
                .input("x", i8(-3), Shape.of(4), -100, -3, 5, 100)
                .run(new Relu(), i8(-3), Shape.of(4), new NodeArithmetic.Bound(new Clamp(-3, 50)));
        assertArrayEquals(new long[] {-3, -3, 5, 50}, y);
    }

    @Test
    void reshapeKeepsTheOrder() {
        long[] words = counting(24);
        assertArrayEquals(
                words,
                new Layer()
                        .input("x", i8(0), Shape.of(2, 3, 4), words)
                        .run(
                                new Reshape(Shape.of(1, 4, 1, 3, 2)),
                                i8(0),
                                Shape.of(4, 1, 3, 2),
                                new NodeArithmetic.Move()));
        assertArrayEquals(
                words,
                new Layer()
                        .input("x", i8(0), Shape.of(2, 3, 4), words)
                        .run(new Flatten(), i8(0), Shape.of(24), new NodeArithmetic.Move()));
    }

    @Test
    void transposeMovesAxes() {
        long[] y = new Layer()
                .input("x", i8(3), Shape.of(2, 1, 3), 1, 2, 3, 4, 5, 6)
                .run(new Transpose(List.of(0, 3, 1, 2)), i8(3), Shape.of(3, 2, 1), new NodeArithmetic.Move());
        assertArrayEquals(new long[] {1, 4, 2, 5, 3, 6}, y);
    }

    @Test
    void padSurroundsWithTheZeroPoint() {
        long[] y = new Layer()
                .input("x", i8(9), Shape.of(1, 2, 1), 1, 2)
                .run(new Pad(new Padding.Explicit(1, 0, 0, 2)), i8(9), Shape.of(2, 4, 1), new NodeArithmetic.Move());
        assertArrayEquals(new long[] {9, 9, 9, 9, 1, 2, 9, 9}, y);
    }

    @Test
    void quantizeRescales() {
        // (x − 128)·½, halves up, plus −1: −64−1, ½ → 1−1, 63.5 → 64−1
        long[] y = new Layer()
                .input("x", Layer.type(IntFormat.U8, 1, 128), Shape.of(3), 0, 129, 255)
                .run(
                        new Quantize(),
                        Layer.type(IntFormat.I8, 2, -1),
                        Shape.of(3),
                        new NodeArithmetic.Rescale(HALF, ALL));
        assertArrayEquals(new long[] {-65, 0, 63}, y);
    }
}
