package dev.intarsia.simulator.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Softmax;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Shape;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The kernel of softmax against the arithmetic package's, which was written after gemmlowp's source. */
class SoftmaxTest {

    private static final Quantized PROBABILITY = Layer.type(IntFormat.I8, 1.0 / 256, -128);

    @Test
    void everyPairOfWords() {
        long[] pairs = new long[2 * 65_536];
        for (int i = 0; i < 65_536; i++) {
            pairs[2 * i] = i / 256 - 128;
            pairs[2 * i + 1] = i % 256 - 128;
        }
        compare(pairs, 65_536, 2, 0.1, PROBABILITY);
    }

    @Test
    void randomRowsOfManyLengthsAndScales() {
        Random random = new Random(6);
        for (int i = 0; i < 60; i++) {
            int length = 1 + random.nextInt(40);
            double scale = Math.exp(random.nextDouble(-7, 1));
            compare(random.longs(50L * length, -128, 128).toArray(), 50, length, scale, PROBABILITY);
        }
    }

    @Test
    void equalWordsOfALongRow() {
        long[] row = new long[400];
        Arrays.fill(row, 17);
        compare(row, 1, 400, 0.05, PROBABILITY);
    }

    @Test
    void sixteenBitProbabilities() {
        Random random = new Random(7);
        compare(
                random.longs(1000, -128, 128).toArray(),
                100,
                10,
                0.07,
                Layer.type(IntFormat.I16, 1.0 / 65_536, -32_768));
    }

    private static void compare(long[] words, int rows, int length, double scale, Quantized to) {
        Softmax.FixedPointParameters p = Softmax.FixedPointParameters.of(1, scale);
        long[] expected = new long[words.length];
        for (int row = 0; row < rows; row++) {
            long[] result = new long[length];
            long[] input = Arrays.copyOfRange(words, row * length, (row + 1) * length);
            Softmax.tflm(input, p.inputMultiplier(), p.inputLeftShift(), p.diffMin(), to.format(), result);
            System.arraycopy(result, 0, expected, row * length, length);
        }
        long[] found = new Layer()
                .input("logits", Layer.type(IntFormat.I8, scale, 5), Shape.of(rows, length), words)
                .run(
                        new dev.intarsia.ir.op.Softmax(),
                        to,
                        Shape.of(rows, length),
                        new NodeArithmetic.Softmax(
                                SoftmaxForm.FIXED_POINT,
                                new ScaleParameters(p.inputMultiplier(), 31 - p.inputLeftShift()),
                                p.diffMin()));
        assertArrayEquals(expected, found, "scale " + scale);
    }
}
