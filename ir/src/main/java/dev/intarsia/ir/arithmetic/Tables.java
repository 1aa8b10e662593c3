package dev.intarsia.ir.arithmetic;

/**
 * The words that a function of one number has for every word of its operand: what an engine computes ahead for operands of 8 bits.
 *
 * <p>Source: TensorFlow Lite 2.18, kernels/internal/common.h ({@code LUTPopulate}) and reference/hard_swish.h, kernels/elementwise.cc ({@code AbsEvalQuantized}); tflite-micro,
 * kernels/internal/reference/integer_ops/logistic.h and tanh.h.
 */
public final class Tables {

    /** The integer bits of the fixed-point forms' operand. */
    private static final int INPUT_INTEGER_BITS = 4;

    private static final int HIRES_BITS = 7;
    private static final float HIRES = 1.0f / 128;
    private static final float RELUISH_SCALE = 3.0f / 32768;

    private Tables() {}

    /** A function of float32. */
    @FunctionalInterface
    public interface Single {
        float at(float x);
    }

    /** A function on gemmlowp's fixed-point numbers, with the operand's integer bits. */
    @FunctionalInterface
    interface Fixed {
        int at(int x, int integerBits);
    }

    /**
     * What words stand for: {@code scale · (word − zero)}.
     *
     * @param scale as a file has it, a float32
     */
    public record Words(IntFormat format, double scale, long zero) {
        int count() {
            return 1 << format.bits();
        }

        long saturated(long word) {
            return Overflow.SATURATE.narrow(word, format);
        }
    }

    /**
     * In float32: {@code round(function(fl32(scale · (x − zero))) · fl32(1 / scale')) + zero'}, halves away from zero, saturated. The entry of
     * the format's least word comes first.
     */
    public static long[] single(Single function, Words from, Words to) {
        float inverse = 1 / (float) to.scale;
        long[] table = new long[from.count()];
        for (int i = 0; i < table.length; i++) {
            float x = (float) from.scale * (from.format.min() + i - from.zero);
            double rounded = Doubles.roundHalfAway(function.at(x) * inverse);
            table[i] = to.saturated((long) (float) (rounded + to.zero));
        }
        return table;
    }

    /** The absolute value in fixed point: {@code rescale(|x − zero|) + zero'}, not rescaled where both have one scale. */
    public static long[] absolute(Words from, Words to) {
        boolean kept = (float) from.scale == (float) to.scale;
        ScaleParameters p = QuantizedMultiplier.of((float) from.scale / (float) to.scale);
        long[] table = new long[from.count()];
        for (int i = 0; i < table.length; i++) {
            long magnitude = Math.abs(from.format.min() + i - from.zero);
            long word = kept ? magnitude : MultiplyShift.TFLM.rescale(magnitude, p.multiplier(), p.shift());
            table[i] = to.saturated(word + to.zero);
        }
        return table;
    }

    /** Of x, x³, x⁵, x⁷ and x⁹ over the other's, of 1, x², … x¹⁰. */
    private static final float[] LOGISTIC_NUMERATOR = {
        2.48287947061529e-01f,
        8.51377133304701e-03f,
        6.08574864600143e-05f,
        1.15627324459942e-07f,
        4.37031012579801e-11f
    };

    private static final float[] LOGISTIC_DENOMINATOR = {
        9.93151921023180e-01f,
        1.16817656904453e-01f,
        1.70198817374094e-03f,
        6.29106785017040e-06f,
        5.76102136993427e-09f,
        6.10247389755681e-13f
    };

    private static final float LOGISTIC_REACH = 18;

    /**
     * ONNX Runtime's logistic function: a quotient of polynomials in float32 with fused multiply-adds, and {@code round(y / scale') + zero'}, halves to even,
     * saturated.
     *
     * <p>Source of the coefficients: MLAS, onnxruntime/core/mlas/lib/logistic.cpp.
     */
    public static long[] rationalLogistic(Words from, Words to) {
        long[] table = new long[from.count()];
        for (int i = 0; i < table.length; i++) {
            float real = (float) from.scale * (from.format.min() + i - from.zero);
            float x = Math.clamp(real, -LOGISTIC_REACH, LOGISTIC_REACH);
            float square = x * x;
            float y = polynomial(LOGISTIC_NUMERATOR, square) * x / polynomial(LOGISTIC_DENOMINATOR, square) + 0.5f;
            float steps = y / (float) to.scale;
            float inside = Math.clamp(steps, to.format.min() - to.zero, to.format.max() - to.zero);
            table[i] = (long) StrictMath.rint(inside) + to.zero;
        }
        return table;
    }

    private static float polynomial(float[] coefficients, float x) {
        float sum = coefficients[coefficients.length - 1];
        for (int i = coefficients.length - 2; i >= 0; i--) {
            sum = Math.fma(sum, x, coefficients[i]);
        }
        return sum;
    }

    /** Whether a result has the type that the fixed-point form of the logistic function gives: 8 bits from 0 to 1. */
    public static boolean isLogistic(Words to) {
        return to.format.bits() == 8 && to.scale == 0x1p-8 && to.zero == to.format.min();
    }

    /** Whether a result has the type that the fixed-point form of the hyperbolic tangent gives: 8 bits from −1 to 1. */
    public static boolean isTanh(Words to) {
        return to.format.bits() == 8 && to.scale == 0x1p-7 && to.zero == to.format.min() + 128;
    }

    /** The logistic function in fixed point; see {@link #isLogistic}. */
    public static long[] logistic(Words from, Words to) {
        return fixed(Gemmlowp::logistic, 23, from, to, to.format.min());
    }

    /** The hyperbolic tangent in fixed point; see {@link #isTanh}. */
    public static long[] tanh(Words from, Words to) {
        return fixed(Gemmlowp::tanh, 24, from, to, to.format.min());
    }

    private static long[] fixed(Fixed function, int shift, Words from, Words to, long least) {
        ScaleParameters p = QuantizedMultiplier.of(from.scale * (1 << (31 - INPUT_INTEGER_BITS)));
        int leftShift = 31 - p.shift();
        double radius =
                Math.floor(((1 << INPUT_INTEGER_BITS) - 1) * Math.scalb(1.0, 31 - INPUT_INTEGER_BITS - leftShift));
        long[] table = new long[from.count()];
        for (int i = 0; i < table.length; i++) {
            long x = from.format.min() + i - from.zero;
            if (x <= -radius) {
                table[i] = least;
            } else if (x >= radius) {
                table[i] = to.format.max();
            } else {
                int fraction =
                        function.at((int) MultiplyShift.TFLM.rescale(x, p.multiplier(), p.shift()), INPUT_INTEGER_BITS);
                table[i] = to.saturated(FixedPoint.roundingDivideByPot(fraction, shift) + to.zero);
            }
        }
        return table;
    }

    /** {@code x · relu6(x + 3) / 6} in 16-bit fixed point. */
    public static long[] hardSwish(Words from, Words to) {
        float hires = HIRES * (float) from.scale;
        ScaleParameters output = QuantizedMultiplier.of(hires / (float) to.scale);
        ScaleParameters reluish = QuantizedMultiplier.of(hires / RELUISH_SCALE);
        long outputMultiplier = half(output.multiplier());
        long reluishMultiplier = half(reluish.multiplier());
        int outputExponent = 31 - output.shift();
        int reluishExponent = 31 - reluish.shift();
        long[] table = new long[from.count()];
        for (int i = 0; i < table.length; i++) {
            long x = (from.format.min() + i - from.zero) << HIRES_BITS;
            long share = x;
            if (reluishExponent > 0) {
                share = short16(share << (reluishExponent - 1));
            }
            share = doubledHigh(share, reluishMultiplier);
            if (reluishExponent > 0) {
                share = short16(share << 1);
            } else {
                share = Rounding.HALF_AWAY.shiftRight(share, -reluishExponent);
            }
            share = Rounding.FLOOR.shiftRight(share + (1 << 15), 1);
            long scaled = doubledHigh(x, outputMultiplier);
            long product = short16(Rounding.TOWARD_ZERO.shiftRight(share * scaled, 15));
            table[i] = to.saturated(Rounding.HALF_AWAY.shiftRight(product, -outputExponent) + to.zero);
        }
        return table;
    }

    /** Whether {@link #hardSwish} has parameters for these scales: its result is not finer than 1/128 of its operand. */
    public static boolean hasHardSwish(Words from, Words to) {
        return QuantizedMultiplier.of(HIRES * (float) from.scale / (float) to.scale)
                        .shift()
                >= 31;
    }

    private static long half(long multiplier) {
        return multiplier >= Integer.MAX_VALUE - (1 << 15)
                ? Short.MAX_VALUE
                : Rounding.FLOOR.shiftRight(multiplier + (1 << 15), 16);
    }

    private static long doubledHigh(long a, long b) {
        return short16(Rounding.HALF_UP.shiftRight(a * b, 15));
    }

    private static long short16(long x) {
        return Overflow.SATURATE.narrow(x, IntFormat.I16);
    }
}
