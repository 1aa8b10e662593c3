package dev.intarsia.hwtest.rtl;

/**
 * One word to requantize.
 *
 * @param x the accumulator
 * @param m the multiplier
 * @param shift the whole right shift
 * @param signed whether the output is a signed word
 */
record RequantizerVector(
        RequantizerMode mode, long x, long m, int shift, boolean signed, long zeroPoint, long lo, long hi) {

    /** The word that the arithmetic package wants: rescaled, plus the zero point, clamped (in an order that cannot overflow). */
    long expected() {
        return Math.clamp(mode.meaning().rescale(x, m, shift), lo - zeroPoint, hi - zeroPoint) + zeroPoint;
    }
}
