package dev.intarsia.ir.arithmetic;

import java.util.Arrays;

/**
 * Softmax over one row of quantized words. Both forms subtract the row's maximum, so the input's zero point does not
 * matter.
 *
 * <p>Source: tflite-micro, tensorflow/lite/kernels/internal/reference/softmax.h and micro/kernels/softmax_common.cc;
 * TensorFlow Lite, kernels/internal/optimized/optimized_ops.h.
 */
public final class Softmax {
    private static final int SCALED_DIFF_INTEGER_BITS = 5; // differences are Q5.26
    private static final int ACCUMULATION_INTEGER_BITS = 12; // the sum is Q12.19

    private Softmax() {}

    /**
     * Parameters of the fixed-point form: a difference d ≤ 0 of input words is SRDHM(d·2^inputLeftShift,
     * inputMultiplier) in Q5.26, and counts as exp = 0 below {@code diffMin}.
     */
    public record FixedPointParameters(int inputMultiplier, int inputLeftShift, int diffMin) {
        /**
         * TensorFlow Lite Micro's preparation: the multiplier of min(β·scale·2^26, 2^31 − 1), and diffMin = −⌊31·2^26
         * / 2^inputLeftShift⌋.
         *
         * @throws IllegalArgumentException when β·scale·2^26 is not above 1
         */
        public static FixedPointParameters of(double beta, double inputScale) {
            double multiplier = multiplier(beta, inputScale);
            if (!exist(beta, inputScale)) {
                throw new IllegalArgumentException(
                        "softmax needs beta * scale above 2^-26, not " + beta + " * " + inputScale);
            }
            ScaleParameters p = QuantizedMultiplier.of(multiplier);
            int leftShift = 31 - p.shift();
            long radius = Rounding.FLOOR.shiftRight(31L << (31 - SCALED_DIFF_INTEGER_BITS), leftShift);
            return new FixedPointParameters((int) p.multiplier(), leftShift, (int) -radius);
        }

        /** Whether the scale is one that these parameters can express: β·scale·2^26 is above 1. */
        public static boolean exist(double beta, double inputScale) {
            return multiplier(beta, inputScale) > 1;
        }

        private static double multiplier(double beta, double inputScale) {
            return Math.min(beta * inputScale * (1 << (31 - SCALED_DIFF_INTEGER_BITS)), Integer.MAX_VALUE);
        }

        /**
         * Back from Q5.26 to differences of input words, as TensorFlow Lite prepares it for the logarithm of softmax:
         * the multiplier of 2^(31 − inputLeftShift) / inputMultiplier.
         *
         * @param input inputMultiplier and 31 − inputLeftShift
         */
        public static ScaleParameters reverse(ScaleParameters input) {
            return QuantizedMultiplier.of(Math.scalb(1.0, input.shift()) / input.multiplier());
        }

        /** exp(difference) in Q0.31 for a difference from {@code diffMin} to 0. */
        int exp(long difference) {
            int scaled =
                    FixedPoint.saturatingRoundingDoublingHighMul((int) difference << inputLeftShift, inputMultiplier);
            return Gemmlowp.expOnNegativeValues(scaled, SCALED_DIFF_INTEGER_BITS);
        }
    }

    /**
     * TensorFlow Lite Micro's fixed-point softmax of a row. The output has scale 2^−bits and zero point the format's
     * minimum: for {@code i8} 1/256 and −128.
     *
     * <p>Domain: 1 to 4095 words, whose differences fit 32 bits. From 512 equal maxima on the source aborts on its
     * own shift limit of 31; the formula goes on here.
     *
     * @param input the row's words
     * @param outputFormat {@code i8} or {@code i16}
     * @param output receives as many words; may be {@code input}
     */
    public static void tflm(
            long[] input, int inputMultiplier, int inputLeftShift, int diffMin, IntFormat outputFormat, long[] output) {
        var parameters = new FixedPointParameters(inputMultiplier, inputLeftShift, diffMin);
        long max =
                Arrays.stream(input).max().orElseThrow(() -> new IllegalArgumentException("softmax of an empty row"));
        int sum = 0; // Q12.19
        for (long x : input) {
            if (x - max >= diffMin) {
                sum += FixedPoint.roundingDivideByPot(parameters.exp(x - max), ACCUMULATION_INTEGER_BITS);
            }
        }
        int headroom = Integer.numberOfLeadingZeros(sum);
        int reciprocal = Gemmlowp.oneOverOnePlusX((sum << headroom) - (1 << 31));
        int shift = ACCUMULATION_INTEGER_BITS - headroom + 31 - outputFormat.bits();
        for (int i = 0; i < input.length; i++) {
            long probability = 0;
            if (input[i] - max >= diffMin) {
                int product = FixedPoint.saturatingRoundingDoublingHighMul(reciprocal, parameters.exp(input[i] - max));
                probability = Rounding.HALF_AWAY.shiftRight(product, shift);
            }
            output[i] = Overflow.SATURATE.narrow(probability + outputFormat.min(), outputFormat);
        }
    }

    /** The {@code i8} form with its parameters together. */
    public static void tflm(long[] input, FixedPointParameters p, long[] output) {
        tflm(input, p.inputMultiplier(), p.inputLeftShift(), p.diffMin(), IntFormat.I8, output);
    }

    /**
     * The table of full TensorFlow Lite's form: entry d is expf(fl32(fl32(−inputScale·β)·d)), 0 ≤ d ≤ 255, for a word
     * d below the maximum. Made by {@link StrictMath#exp} rounded to float: the same on every machine, where C
     * libraries now and then miss the nearest float by one unit.
     */
    public static float[] table(float inputScale, float beta) {
        float scale = -inputScale * beta;
        float[] table = new float[256];
        for (int d = 0; d < table.length; d++) {
            table[d] = (float) StrictMath.exp(scale * d);
        }
        return table;
    }

    /**
     * Full TensorFlow Lite's softmax of a row of 8-bit words: in float32, the sum of table entries in index order,
     * inv = 1/(sum·outputScale), and ⌊entry·inv + ½⌋ + outputZeroPoint, saturated.
     *
     * @param table from {@link #table}
     * @param output receives as many words; may be {@code input}
     */
    public static void tflite(
            long[] input,
            float[] table,
            float outputScale,
            long outputZeroPoint,
            IntFormat outputFormat,
            long[] output) {
        long max =
                Arrays.stream(input).max().orElseThrow(() -> new IllegalArgumentException("softmax of an empty row"));
        float sum = 0;
        for (long x : input) {
            sum += table[(int) (max - x)];
        }
        float inverse = 1.0f / (sum * outputScale);
        for (int i = 0; i < input.length; i++) {
            float rescaled = table[(int) (max - input[i])] * inverse;
            output[i] =
                    Overflow.SATURATE.narrow((long) Doubles.roundHalfAway(rescaled) + outputZeroPoint, outputFormat);
        }
    }
}
