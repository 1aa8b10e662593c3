package dev.intarsia.ir.arithmetic;

import java.util.function.DoubleUnaryOperator;

/**
 * Functions of words of 16 bits, as TensorFlow Lite computes them: by tables of a few hundred words, and straight lines between these.
 *
 * <p>Source: TensorFlow Lite 2.18, kernels/internal/common.h ({@code LUTPopulateInt16}, {@code LUTLookup},
 * {@code sigmoid_table_uint16}), reference/integer_ops/logistic.h and tanh.h, kernels/activations.cc,
 * kernels/kernel_util.cc ({@code CheckedLog2}).
 */
public final class InterpolatedTables {

    /** How many straight lines there are; a table has one word more. */
    public static final int STEPS = 512;

    /** How many words of the operand one line is for. */
    public static final int STEP_BITS = 7;

    private static final int HALF_STEPS = STEPS / 2;
    private static final long LEAST = IntFormat.I16.min();
    private static final long GREATEST = IntFormat.I16.max();

    private static final int LOGISTIC_ENTRIES = 256;
    private static final int LOGISTIC_STEPS_PER_UNIT = 24;

    /** The logistic function of i/24 in units of 2^−16. */
    private static final long[] LOGISTIC = logisticTable();

    /** The logistic function's operand is brought to units of 1/(3 · 4096). */
    private static final double OPERAND_UNITS = 3 * 4096;

    /** How far the logarithm of a step may lie from a whole number and the step still counts as a power of two: {@code CheckedLog2}. */
    private static final float POWER_TOLERANCE = 1e-3f;

    private InterpolatedTables() {}

    /** Whether the operand and the result have the types that the engine's logistic function and hyperbolic tangent take. */
    public static boolean isUnit(Tables.Words from, Tables.Words to) {
        return from.format().equals(IntFormat.I16)
                && from.zero() == 0
                && to.format().equals(IntFormat.I16)
                && to.zero() == 0
                && to.scale() == 0x1p-15;
    }

    /** Whether both are words of 16 bits. */
    public static boolean isWide(Tables.Words from, Tables.Words to) {
        return from.format().equals(IntFormat.I16) && to.format().equals(IntFormat.I16);
    }

    /** The table of a function, computed in float32. */
    static long[] samples(Tables.Single function, Tables.Words from, Tables.Words to) {
        float scale = (float) from.scale();
        float least = scale * (LEAST - from.zero());
        float greatest = scale * (GREATEST - from.zero());
        float step = (greatest - least) / STEPS;
        float half = step / 2;
        float unit = (float) to.scale();
        float inverse = (GREATEST - LEAST + 1) / (unit * (GREATEST - to.zero()) - unit * (LEAST - to.zero()));
        long[] table = new long[STEPS + 1];
        for (int i = 0; i < STEPS; i++) {
            float here = function.at(least + i * step) * inverse;
            float between = function.at(least + i * step + half) * inverse;
            float next = function.at(least + (i + 1) * step) * inverse;
            float sample = (float) Doubles.roundHalfAway(here);
            float line = (float) Doubles.roundHalfAway((next + sample) / 2);
            float error = line - (float) Doubles.roundHalfAway(between);
            table[i] = word(sample - (float) Doubles.roundHalfAway(error / 2));
        }
        table[STEPS] = word(Doubles.roundHalfAway(function.at(greatest) * inverse));
        return table;
    }

    /** The table of a function from words of {@code scale} and {@code zero} to words of {@code to}, computed in float64. */
    private static long[] samples(DoubleUnaryOperator function, double scale, long zero, double to) {
        double least = scale * (LEAST - zero);
        double greatest = scale * (GREATEST - zero);
        double step = (greatest - least) / STEPS;
        double half = step / 2;
        double inverse = (GREATEST - LEAST + 1) / (to * GREATEST - to * LEAST);
        long[] table = new long[STEPS + 1];
        for (int i = 0; i < STEPS; i++) {
            double here = function.applyAsDouble(least + i * step) * inverse;
            double between = function.applyAsDouble(least + i * step + half) * inverse;
            double next = function.applyAsDouble(least + (i + 1) * step) * inverse;
            double sample = Doubles.roundHalfAway(here);
            double line = Doubles.roundHalfAway((next + sample) / 2);
            double error = line - Doubles.roundHalfAway(between);
            table[i] = word(sample - Doubles.roundHalfAway(error / 2));
        }
        table[STEPS] = word(Doubles.roundHalfAway(function.applyAsDouble(greatest) * inverse));
        return table;
    }

    /** A number within 16 bits; what is not a number, which C leaves open, counts as the least. */
    private static long word(double value) {
        return Double.isNaN(value) ? LEAST : (long) Math.clamp(value, LEAST, GREATEST);
    }

    /** e^x for x from −10 to 0, of words whose greatest stands for 0, in units of 2/65535. */
    public static long[] exponential(boolean inDouble) {
        double range = GREATEST - LEAST;
        return inDouble
                ? samples(StrictMath::exp, 10 / range, GREATEST, 2 / range)
                : samples(
                        x -> (float) StrictMath.exp(x),
                        new Tables.Words(IntFormat.I16, 10 / (float) range, GREATEST),
                        new Tables.Words(IntFormat.I16, 2 / (float) range, 0));
    }

    /** 1 / (1 + x) for x from 0 to 1, of words whose least stands for 0, in units of 2/65535. */
    public static long[] reciprocal(boolean inDouble) {
        double range = GREATEST - LEAST;
        return inDouble
                ? samples(x -> 1 / (1 + x), 1 / range, LEAST, 2 / range)
                : samples(
                        x -> 1 / (1 + x),
                        new Tables.Words(IntFormat.I16, 1 / (float) range, LEAST),
                        new Tables.Words(IntFormat.I16, 2 / (float) range, 0));
    }

    /** A function's word for each word of the operand, the least first: on the lines of its table. */
    public static long[] interpolated(Tables.Single function, Tables.Words from, Tables.Words to) {
        long[] table = samples(function, from, to);
        long[] words = new long[1 << IntFormat.I16.bits()];
        for (int i = 0; i < words.length; i++) {
            words[i] = at(table, LEAST + i);
        }
        return words;
    }

    /** The word on a table's lines for a word of 16 bits. */
    static long at(long[] table, long word) {
        int line = (int) Rounding.FLOOR.shiftRight(word, STEP_BITS) + HALF_STEPS;
        long offset = word & ((1 << STEP_BITS) - 1);
        return table[line] + Rounding.HALF_UP.shiftRight((table[line + 1] - table[line]) * offset, STEP_BITS);
    }

    /** Each word lies above the function by half of what a line of exact ends would lie below it in the middle; the last is the greatest. */
    private static long[] logisticTable() {
        long[] table = new long[LOGISTIC_ENTRIES];
        for (int i = 0; i < table.length - 1; i++) {
            double line = (logisticAt(i) + logisticAt(i + 1)) / 2;
            table[i] = (long) Doubles.roundHalfAway(logisticAt(i) - (line - logisticAt(i + 0.5)) / 2);
        }
        table[LOGISTIC_ENTRIES - 1] = (1 << 16) - 1;
        return table;
    }

    private static double logisticAt(double place) {
        return 0x1p16 / (1 + StrictMath.exp(-place / LOGISTIC_STEPS_PER_UNIT));
    }

    /**
     * The factor that brings an operand to the function's units, and how far the product is shifted to the right.
     *
     * @param greatestPower up to which power of two steps of 1/4096 are taken without a multiplier
     */
    private record Operand(int factor, int shift) {
        static Operand of(double scale, int greatestPower) {
            float logarithm = (float) StrictMath.log(scale) * (1 / (float) StrictMath.log(2));
            float nearest = (float) Doubles.roundHalfAway(logarithm);
            int power = (int) nearest + 12;
            boolean isPower = Math.abs(logarithm - nearest) < POWER_TOLERANCE;
            if (isPower && power >= 0 && power <= greatestPower) {
                return new Operand(3 << power, 0);
            }
            double multiplier = scale * OPERAND_UNITS;
            int shift = 0;
            while (multiplier <= GREATEST / 2.0 && shift <= 30) {
                shift++;
                multiplier *= 2;
            }
            return new Operand((int) multiplier, shift);
        }

        long units(long word) {
            return shift == 0 ? word * factor : Rounding.HALF_UP.shiftRight(word * factor, shift);
        }
    }

    /** The logistic function; see {@link #isUnit}. */
    public static long[] logistic(Tables.Words from) {
        Operand operand = Operand.of(from.scale(), 0);
        long[] words = new long[1 << IntFormat.I16.bits()];
        for (int i = 0; i < words.length; i++) {
            long x = operand.units(LEAST + i);
            long positive = onLine(Math.abs(x), 9, (long) Short.MAX_VALUE << 10) + (1 << 9);
            long share = x >= 0 ? positive : (1L << 25) + (1 << 10) - 1 - positive;
            words[i] = Rounding.FLOOR.shiftRight(share, 10);
        }
        return words;
    }

    /** The hyperbolic tangent, {@code 2 · logistic(2x) − 1}; see {@link #isUnit}. */
    public static long[] tanh(Tables.Words from) {
        Operand operand = Operand.of(from.scale(), 1);
        long[] words = new long[1 << IntFormat.I16.bits()];
        for (int i = 0; i < words.length; i++) {
            long x = operand.units(LEAST + i);
            long positive = onLine(Math.abs(x), 8, 0xFFFFL << 8) - (1 << 23);
            long value = x >= 0 ? positive + (1 << 7) : -positive + (1 << 7) - 1;
            words[i] = Rounding.FLOOR.shiftRight(value, 8);
        }
        return words;
    }

    /** The logistic table at a number of units, with {@code bits} more fraction bits. */
    private static long onLine(long units, int bits, long beyond) {
        long place = Rounding.FLOOR.shiftRight(units, bits);
        if (place >= LOGISTIC_ENTRIES - 1) {
            return beyond;
        }
        long here = LOGISTIC[(int) place];
        long offset = units & ((1 << bits) - 1);
        return (here << bits) + offset * (LOGISTIC[(int) place + 1] - here);
    }
}
