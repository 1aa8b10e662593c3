package dev.intarsia.ir.arithmetic;

/**
 * The parameters of {@link MultiplyShift} for one channel: the scale multiplier / 2^shift.
 *
 * @param multiplier the signed integer m
 * @param shift the total right shift t; for a Q31 multiplier 31 − sh, sh the left shift of TensorFlow Lite
 */
public record ScaleParameters(long multiplier, int shift) {
    /**
     * A Q31 multiplier reduced to 16 bits, for {@link MultiplyShift#TFLM_WIDE}: m' = m < 0x7FFF0000 ? (m + 2^15) >>
     * 16 : 0x7FFF, t' = t − 16. Source: the 64-bit {@code MultiplyByQuantizedMultiplier} of tflite-micro, common.cc.
     *
     * @throws IllegalArgumentException when the multiplier is negative or does not fit 32 bits
     */
    public ScaleParameters reduceTo16() {
        if (multiplier < 0 || multiplier > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "only a multiplier of 0 to 2^31 - 1 reduces to 16 bits, not " + multiplier);
        }
        long reduced = multiplier < 0x7FFF0000 ? Rounding.HALF_UP.shiftRight(multiplier, 16) : 0x7FFF;
        return new ScaleParameters(reduced, shift - 16);
    }
}
