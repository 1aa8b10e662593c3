package dev.intarsia.hwtest.rtl;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code requantizer.sv} does under one value of {@code in_mode}, and what says so in the arithmetic package.
 *
 * @param code the value of {@code in_mode}
 * @param meaning its meaning
 */
record RequantizerMode(String name, int code, MultiplyShift meaning) {

    private static final int DOUBLE = 7;

    /**
     * All modes that mean something for a shape: R5 in seven roundings; R1, where the accumulator fits the multiplier's
     * word; and R2, which is R5 in HALF_UP with a 32-bit multiplier, under its own name.
     */
    static List<RequantizerMode> allFor(RequantizerShape shape) {
        List<RequantizerMode> modes = new ArrayList<>();
        for (Rounding rounding : Rounding.values()) {
            modes.add(new RequantizerMode(
                    rounding.name(), code(rounding), new MultiplyShift(shape.multiplierBits(), false, rounding)));
        }
        if (shape.multiplierBits() == 32 && shape.accumulatorBits() <= 32) {
            modes.add(new RequantizerMode("R1", DOUBLE, MultiplyShift.TFLM));
            modes.add(new RequantizerMode("R2", code(Rounding.HALF_UP), MultiplyShift.SINGLE));
        }
        return modes;
    }

    private static int code(Rounding rounding) {
        return switch (rounding) {
            case FLOOR -> 0;
            case TOWARD_ZERO -> 1;
            case HALF_UP -> 2;
            case HALF_DOWN -> 3;
            case HALF_AWAY -> 4;
            case HALF_TOWARD_ZERO -> 5;
            case HALF_EVEN -> 6;
        };
    }
}
