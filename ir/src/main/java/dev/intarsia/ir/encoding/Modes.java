package dev.intarsia.ir.encoding;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;

/** The field {@code mode} of a requantizer. */
final class Modes {

    private static final int TWICE = 7;

    private Modes() {}

    /** @throws EncodingException for double rounding whose second step is not {@code half_away} */
    static int code(MultiplyShift form) {
        if (!form.doubleRounding()) {
            return code(form.rounding());
        }
        if (form.rounding() != Rounding.HALF_AWAY) {
            throw new EncodingException("double rounding ends in half_away, found "
                    + form.rounding().text());
        }
        return TWICE;
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

    static MultiplyShift form(int code, int multiplierBits) {
        if (multiplierBits < 2 || multiplierBits > 32 || code == TWICE && multiplierBits != 32) {
            throw new EncodingException(
                    "multiplier_bits is " + multiplierBits + ", found with mode " + code + "; 2 … 32, 32 for mode 7");
        }
        if (code == TWICE) {
            return new MultiplyShift(multiplierBits, true, Rounding.HALF_AWAY);
        }
        for (Rounding rounding : Rounding.values()) {
            if (code(rounding) == code) {
                return new MultiplyShift(multiplierBits, false, rounding);
            }
        }
        throw new EncodingException("no requantizer has the mode " + code);
    }
}
