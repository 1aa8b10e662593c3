package dev.intarsia.ir.proof;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import java.util.SplittableRandom;

/** Random requantizations of 8-bit words, of every kind that a model can mean. */
final class Draws {

    /** Larger counts with {@code -Dintarsia.tests=full}. */
    static final int FACTOR = "full".equals(System.getProperty("intarsia.tests")) ? 20 : 1;

    private Draws() {}

    /** With a scale of about 2^−exponent. */
    static Requantization.Scaled scaled(SplittableRandom random, Requantizer form, int exponent, long zero) {
        double scale = random.nextDouble(0.5, 1) * Math.scalb(1.0, 1 - exponent);
        ScaleParameters parameters = switch (form) {
            case MultiplyShift m -> {
                long multiplier = random.nextLong(1L << m.multiplierBits() - 2, 1L << m.multiplierBits() - 1);
                yield new ScaleParameters(multiplier, m.multiplierBits() - 2 + exponent);
            }
            case PowerOfTwo p -> new ScaleParameters(1, exponent);
            case RealScale r -> new ScaleParameters(r.scaleBits(scale), 0);
            case dev.intarsia.ir.arithmetic.Thresholds t -> throw new IllegalArgumentException();
        };
        return new Requantization.Scaled(form, parameters, 0, zero, -128, 127);
    }

    /** Any form with a scale. */
    static Requantizer form(SplittableRandom random) {
        Rounding rounding = Rounding.values()[random.nextInt(Rounding.values().length)];
        return switch (random.nextInt(6)) {
            case 0 -> MultiplyShift.TFLM;
            case 1 -> RealScale.R3;
            case 2 -> RealScale.R4;
            case 3 -> new PowerOfTwo(rounding);
            case 4 -> new MultiplyShift(random.nextInt(2, 33), false, rounding);
            default -> MultiplyShift.SINGLE;
        };
    }
}
