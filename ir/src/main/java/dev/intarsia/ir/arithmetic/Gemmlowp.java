package dev.intarsia.ir.arithmetic;

import static dev.intarsia.ir.arithmetic.FixedPoint.roundingDivideByPot;
import static dev.intarsia.ir.arithmetic.FixedPoint.saturatingRoundingDoublingHighMul;
import static dev.intarsia.ir.arithmetic.FixedPoint.saturatingRoundingMultiplyByPot;

/**
 * gemmlowp's functions on 32-bit fixed-point numbers. Qm.n has m integer bits beside the sign and n = 31 − m fraction
 * bits; an argument's m is the parameter {@code integerBits}. Plain additions stay within 32 bits over the stated
 * domains.
 *
 * <p>Source: google/gemmlowp, fixedpoint/fixedpoint.h.
 */
public final class Gemmlowp {
    private static final int ONE_Q0 = Integer.MAX_VALUE; // 1 − 2^−31, the nearest that Q0.31 has
    private static final int ONE_Q2 = 1 << 29;
    private static final int EXP_MINUS_EIGHTH = 1895147668; // exp(−1/8) in Q0.31
    private static final int THIRD = 715827883; // 1/3 in Q0.31
    private static final int FORTY_EIGHT_SEVENTEENTHS = 1515870810; // 48/17 in Q2.29
    private static final int MINUS_THIRTY_TWO_SEVENTEENTHS = -1010580540; // −32/17 in Q2.29

    /** exp(−2^k) in Q0.31 for k = −2 … 4. */
    private static final int[] EXP_OF_MINUS_POWER = {1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242
    };

    private Gemmlowp() {}

    /**
     * exp(a) for a ≤ 0 in Q0.31; exp(0) is 2^31 − 1. A polynomial on [−¼, 0), then one factor exp(−2^k) for each set
     * bit.
     *
     * @param a not positive
     * @param integerBits 0 to 5
     */
    public static int expOnNegativeValues(int a, int integerBits) {
        checkIntegerBits(integerBits, 5);
        if (a == 0) {
            return ONE_Q0;
        }
        int fractionBits = 31 - integerBits;
        int quarter = 1 << (fractionBits - 2);
        int modQuarterMinusQuarter = (a & (quarter - 1)) - quarter;
        int result = expNearMinusEighth(saturatingRoundingMultiplyByPot(modQuarterMinusQuarter, integerBits));
        int remainder = modQuarterMinusQuarter - a;
        for (int k = -2; k < integerBits; k++) {
            if ((remainder >>> (fractionBits + k) & 1) != 0) {
                result = saturatingRoundingDoublingHighMul(result, EXP_OF_MINUS_POWER[k + 2]);
            }
        }
        return result;
    }

    /** exp(a) for a in [−¼, 0) in Q0.31: the Taylor polynomial of degree 4 around −1/8. */
    private static int expNearMinusEighth(int a) {
        int x = a + (1 << 28);
        int x2 = saturatingRoundingDoublingHighMul(x, x);
        int x3 = saturatingRoundingDoublingHighMul(x2, x);
        int x4 = saturatingRoundingDoublingHighMul(x2, x2);
        int x4Quarter = roundingDivideByPot(x4, 2);
        int tail = roundingDivideByPot(saturatingRoundingDoublingHighMul(x4Quarter + x3, THIRD) + x2, 1);
        return EXP_MINUS_EIGHTH + saturatingRoundingDoublingHighMul(EXP_MINUS_EIGHTH, x + tail);
    }

    /** 2/(1 + a) in Q2.29, for a in [0, 1) in Q0.31: three Newton steps from 48/17 − 32/17·(1 + a)/2. */
    private static int twoOverOnePlusX(int a) {
        int halfDenominator = (int) Rounding.HALF_AWAY.shiftRight((long) a + ONE_Q0, 1);
        int x = FORTY_EIGHT_SEVENTEENTHS
                + saturatingRoundingDoublingHighMul(halfDenominator, MINUS_THIRTY_TWO_SEVENTEENTHS);
        for (int step = 0; step < 3; step++) {
            int error = ONE_Q2 - saturatingRoundingDoublingHighMul(halfDenominator, x);
            x += saturatingRoundingMultiplyByPot(saturatingRoundingDoublingHighMul(x, error), 2);
        }
        return x;
    }

    /** 1/(1 + a) in Q0.31, for a in [0, 1) in Q0.31. */
    public static int oneOverOnePlusX(int a) {
        return saturatingRoundingMultiplyByPot(twoOverOnePlusX(a), 1);
    }

    /** (1 − a)/(1 + a) in Q0.31, for a in [0, 1) in Q0.31. */
    public static int oneMinusXOverOnePlusX(int a) {
        return saturatingRoundingMultiplyByPot(twoOverOnePlusX(a) - ONE_Q2, 2);
    }

    /**
     * 1/(1 + exp(−a)) in Q0.31; ½ at 0.
     *
     * @param a above −2^31
     * @param integerBits 0 to 5
     */
    public static int logistic(int a, int integerBits) {
        if (a == 0) {
            return 1 << 30;
        }
        int ofMagnitude = oneOverOnePlusX(expOnNegativeValues(a > 0 ? -a : a, integerBits));
        return a > 0 ? ofMagnitude : ONE_Q0 - ofMagnitude;
    }

    /**
     * tanh(a) in Q0.31; 0 at 0.
     *
     * @param a above −2^31
     * @param integerBits 0 to 4
     */
    public static int tanh(int a, int integerBits) {
        checkIntegerBits(integerBits, 4);
        if (a == 0) {
            return 0;
        }
        int ofMagnitude = oneMinusXOverOnePlusX(expOnNegativeValues(a > 0 ? -a : a, integerBits + 1));
        return a > 0 ? ofMagnitude : -ofMagnitude;
    }

    private static void checkIntegerBits(int integerBits, int most) {
        if (integerBits < 0 || integerBits > most) {
            throw new IllegalArgumentException("0 to " + most + " integer bits are possible here, not " + integerBits);
        }
    }
}
