package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.Precision;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Thresholds;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import java.math.BigInteger;
import java.util.Arrays;

/** The parameters of a requantizer as a kernel's words: {@code m}, and the total right shift {@code t}, one for each channel. */
record RescaleParameters(Requantizer form, Buffer multipliers, Buffer shifts) {

    /** Unless a shift is negative or beyond 63, all kernels keep their shifts in one format. */
    private static final IntFormat SHIFT = new IntFormat(false, 6);

    static RescaleParameters perChannel(Draft draft, Rescaling rescaling, int channels) {
        long[] m = new long[channels];
        long[] t = new long[channels];
        for (int k = 0; k < channels; k++) {
            m[k] = rescaling.at(k).multiplier();
            t[k] = rescaling.at(k).shift();
        }
        return new RescaleParameters(
                rescaling.form(),
                draft.parameter("m", multiplierFormat(rescaling.form()), m),
                draft.parameter("t", shiftFormat(t), t));
    }

    private static IntFormat multiplierFormat(Requantizer form) {
        return switch (form) {
            case MultiplyShift m -> m.multiplierFormat();
            case PowerOfTwo p -> new IntFormat(true, 2);
            case RealScale r -> new IntFormat(false, r.precision() == Precision.FLOAT32 ? 32 : 63);
            case Thresholds t -> throw new IllegalArgumentException("thresholds have no multiplier");
        };
    }

    private static IntFormat shiftFormat(long[] shifts) {
        long least = Arrays.stream(shifts).min().orElseThrow();
        long greatest = Arrays.stream(shifts).max().orElseThrow();
        return SHIFT.contains(least) && SHIFT.contains(greatest)
                ? SHIFT
                : IntFormat.holding(BigInteger.valueOf(least), BigInteger.valueOf(greatest));
    }

    Expr rescale(Expr value, Index channel) {
        return new Expr.Rescale(form, value, Expr.load(multipliers, channel), Expr.load(shifts, channel));
    }

    /** A rescaling with one pair of parameters. */
    static Expr constant(Expr value, Rescaling rescaling) {
        ScaleParameters only = rescaling.at(0);
        return new Expr.Rescale(rescaling.form(), value, Expr.of(only.multiplier()), Expr.of(only.shift()));
    }
}
