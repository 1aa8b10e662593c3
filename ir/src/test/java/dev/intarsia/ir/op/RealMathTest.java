package dev.intarsia.ir.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Expected values are worked by hand, except where the formula is written out once more, slowly. */
class RealMathTest {

    private static final Window TWO_BY_TWO = new Window(2, 2, 1, 1, 1, 1, new Padding.Valid());

    @Test
    void convolutionOfOneChannel() {
        RealTensor x = RealTensor.of(Shape.of(1, 3, 3, 1), 1, 2, 3, 4, 5, 6, 7, 8, 9);
        RealTensor w = RealTensor.of(Shape.of(1, 2, 2, 1), 1, 0, -1, 2);
        RealTensor bias = RealTensor.of(Shape.of(1), 0.5f);
        // 0.5 + 1·1 − 1·4 + 2·5 = 7.5, …
        assertEquals(
                RealTensor.of(Shape.of(1, 2, 2, 1), 7.5f, 9.5f, 13.5f, 15.5f),
                RealMath.conv2d(x, w, Optional.of(bias), TWO_BY_TWO, 1));
    }

    @Test
    void samePaddingPutsTheOddRowBelowAndRight() {
        RealTensor x = RealTensor.of(Shape.of(1, 3, 3, 1), 1, 2, 3, 4, 5, 6, 7, 8, 9);
        RealTensor ones = RealTensor.of(Shape.of(1, 2, 2, 1), 1, 1, 1, 1);
        Window same = new Window(2, 2, 1, 1, 1, 1, new Padding.Same());
        assertEquals(
                RealTensor.of(Shape.of(1, 3, 3, 1), 12, 16, 9, 24, 28, 15, 15, 17, 9),
                RealMath.conv2d(x, ones, Optional.empty(), same, 1));
    }

    @Test
    void depthwiseWithMultiplierTwoReadsEachChannelTwice() {
        RealTensor x = RealTensor.of(Shape.of(1, 1, 1, 2), 3, 5);
        RealTensor w = RealTensor.of(Shape.of(4, 1, 1, 1), 1, 10, 100, 1000);
        Window one = new Window(1, 1, 1, 1, 1, 1, new Padding.Valid());
        assertEquals(
                RealTensor.of(Shape.of(1, 1, 1, 4), 3, 30, 500, 5000), RealMath.conv2d(x, w, Optional.empty(), one, 2));
    }

    @Test
    void sumsAreRoundedOnce() {
        // In float32 the ones would be lost beside 2^25.
        RealTensor x = RealTensor.of(Shape.of(1, 4), 0x1p25f, 1, 1, -0x1p25f);
        RealTensor w = RealTensor.of(Shape.of(1, 4), 1, 1, 1, 1);
        assertEquals(RealTensor.of(Shape.of(1, 1), 2), RealMath.dense(x, w, Optional.empty()));
    }

    @Test
    void denseOfABatch() {
        RealTensor x = RealTensor.of(Shape.of(2, 2), 1, 2, 3, 4);
        RealTensor w = RealTensor.of(Shape.of(3, 2), 1, 0, 0, 1, 1, -1);
        RealTensor bias = RealTensor.of(Shape.of(3), 0, 10, 100);
        assertEquals(RealTensor.of(Shape.of(2, 3), 1, 12, 99, 3, 14, 99), RealMath.dense(x, w, Optional.of(bias)));
    }

    @Test
    void poolsSeeValidPlacesOnly() {
        RealTensor x = RealTensor.of(Shape.of(1, 2, 2, 1), -1, -2, -3, -4);
        Window same = new Window(3, 3, 2, 2, 1, 1, new Padding.Explicit(1, 1, 1, 1));
        assertEquals(RealTensor.of(Shape.of(1, 1, 1, 1), -1), RealMath.maxPool(x, same));
        assertEquals(RealTensor.of(Shape.of(1, 1, 1, 1), -2.5f), RealMath.averagePool(x, same));
        assertEquals(RealTensor.of(Shape.of(1, 1, 1, 1), -2.5f), RealMath.averagePool(x, TWO_BY_TWO));
    }

    @Test
    void aWindowWhollyOutsideGivesZero() {
        RealTensor x = RealTensor.of(Shape.of(1, 1, 1, 1), -7);
        Window outside = new Window(1, 1, 1, 1, 1, 1, new Padding.Explicit(1, 0, 0, 0));
        assertEquals(RealTensor.of(Shape.of(1, 2, 1, 1), 0, -7), RealMath.maxPool(x, outside));
        assertEquals(RealTensor.of(Shape.of(1, 2, 1, 1), 0, -7), RealMath.averagePool(x, outside));
    }

    @Test
    void elementwise() {
        RealTensor x = RealTensor.of(Shape.of(1, 4), -2, -0.5f, 3, 8);
        assertEquals(RealTensor.of(Shape.of(1, 4), 0, 0, 3, 6), RealMath.clamp(x, 0, 6));
        assertEquals(RealTensor.of(Shape.of(1, 4), -4, -1, 6, 16), new Add().real(List.of(x, x)));
    }

    @Test
    void batchNormOfTwoChannels() {
        RealTensor x = RealTensor.of(Shape.of(1, 2, 1, 2), 1, 2, 3, 4);
        RealTensor y = RealMath.batchNorm(
                x,
                RealTensor.of(Shape.of(2), 2, 3),
                RealTensor.of(Shape.of(2), 10, 20),
                RealTensor.of(Shape.of(2), 1, 2),
                RealTensor.of(Shape.of(2), 3, 15),
                1);
        // 2·(x − 1)/2 + 10 and 3·(x − 2)/4 + 20
        assertEquals(RealTensor.of(Shape.of(1, 2, 1, 2), 10, 20, 12, 21.5f), y);
    }

    @Test
    void padSurroundsEachImage() {
        RealTensor x = RealTensor.of(Shape.of(2, 1, 1, 1), 1, 2);
        assertEquals(
                RealTensor.of(Shape.of(2, 2, 3, 1), 9, 9, 9, 9, 1, 9, 9, 9, 9, 9, 2, 9),
                RealMath.pad(x, 1, 0, 1, 1, 9));
    }

    @Test
    void softmaxOfLogarithms() {
        float third = (float) Math.log(3);
        RealTensor x = RealTensor.of(Shape.of(2, 2), 0, third, 1000, 1000);
        assertEquals(RealTensor.of(Shape.of(2, 2), 0.25f, 0.75f, 0.5f, 0.5f), new Softmax().real(List.of(x)));
    }

    @Test
    void reshapeServesABatchOfAnyLength() {
        RealTensor x = RealTensor.of(Shape.of(2, 2, 1), 1, 2, 3, 4);
        assertEquals(Shape.of(2, 2), RealMath.reshape(x, Shape.of(1, 2)).shape());
        assertEquals(Shape.of(1, 4), RealMath.reshape(x, Shape.of(1, 4)).shape());
    }

    /** The formula in its plainest form: the same sums in the same order, so the same bits. */
    @Property(tries = 300, seed = "20261123")
    void convolutionIsItsFormula(
            @ForAll @IntRange(min = 1, max = 2) int n,
            @ForAll @IntRange(min = 1, max = 6) int height,
            @ForAll @IntRange(min = 1, max = 6) int width,
            @ForAll @IntRange(min = 1, max = 3) int groups,
            @ForAll @IntRange(min = 1, max = 3) int channels,
            @ForAll @IntRange(min = 1, max = 6) int kernels,
            @ForAll @IntRange(min = 1, max = 3) int r,
            @ForAll @IntRange(min = 1, max = 3) int s,
            @ForAll @IntRange(min = 1, max = 2) int stride,
            @ForAll @IntRange(min = 1, max = 2) int dilation,
            @ForAll @IntRange(min = 0, max = 2) int pad,
            @ForAll long seed) {
        Window window = new Window(r, s, stride, stride, dilation, dilation, new Padding.Explicit(pad, 1, 0, pad));
        int h = window.outputHeight(height);
        int w = window.outputWidth(width);
        if (h < 1 || w < 1) {
            return;
        }
        Random random = new Random(seed);
        RealTensor x = tensor(random, n, height, width, groups * channels);
        RealTensor weights = tensor(random, groups * kernels, r, s, channels);
        RealTensor bias = tensor(random, groups * kernels);
        RealTensor found = RealMath.conv2d(x, weights, Optional.of(bias), window, groups);
        assertEquals(Shape.of(n, h, w, groups * kernels), found.shape());
        for (int position = 0; position < found.shape().elements(); position++) {
            int k = position % (groups * kernels);
            int place = position / (groups * kernels);
            double sum = bias.at(k);
            for (int tap = 0; tap < r * s * channels; tap++) {
                int c = tap % channels;
                int row = place / w % h * stride - pad + tap / channels / s * dilation;
                int column = place % w * stride + tap / channels % s * dilation;
                if (row >= 0 && row < height && column < width) {
                    int channel = k / kernels * channels + c;
                    int at = ((place / w / h * height + row) * width + column) * groups * channels + channel;
                    sum += (double) x.at(at) * weights.at(k * r * s * channels + tap);
                }
            }
            assertEquals((float) sum, found.at(position), "at " + position);
        }
    }

    private static RealTensor tensor(Random random, int... sizes) {
        Shape shape = Shape.of(sizes);
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return RealTensor.owning(shape, values);
    }

    @Test
    void transposeAgainstIndices() {
        Shape shape = Shape.of(2, 3, 4, 5);
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        RealTensor y = new Transpose(List.of(0, 3, 1, 2)).real(List.of(RealTensor.of(shape, values)));
        assertEquals(Shape.of(2, 5, 3, 4), y.shape());
        for (int n = 0; n < 2; n++) {
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 4; b++) {
                    for (int c = 0; c < 5; c++) {
                        assertEquals(values[((n * 3 + a) * 4 + b) * 5 + c], y.at(((n * 5 + c) * 3 + a) * 4 + b));
                    }
                }
            }
        }
    }
}
