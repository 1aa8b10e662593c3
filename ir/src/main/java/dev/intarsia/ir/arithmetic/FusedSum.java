package dev.intarsia.ir.arithmetic;

import java.util.Optional;

/**
 * The sum of two words, each at a scale of its own, in float32 with fused multiply-adds:
 *
 * <pre>{@code word = clamp(RNE(fma(x, outer, fma(y, inner, offset))))}</pre>
 *
 * where {@code fma(a, b, c) = fl32(a·b + c)} rounds once, half to even, and RNE rounds to a whole number, half to even. The zero points of all
 * three tensors are in {@code offset}.
 *
 * <p>Source: ONNX Runtime 1.29's QLinearAdd on processors with AVX2, found by measuring: no word of 19,660,800 differs.
 *
 * @param outer the scale of the operand that is added last, over that of the result
 * @param inner the same of the operand that is added first
 * @param offset what is there before either
 */
public record FusedSum(float outer, float inner, float offset) {
    private static final int SIGNIFICANT_BITS = 24;
    private static final int GREATEST_BITS = 62;

    /**
     * As ONNX Runtime forms the three numbers: {@code outer = fl32(so / s)}, {@code inner = fl32(si / s)} and
     * {@code offset = fl32(z − fma(outer, zo, fl32(inner · zi)))}.
     */
    public static FusedSum of(
            float outerScale, long outerZero, float innerScale, long innerZero, float scale, long zero) {
        float outer = outerScale / scale;
        float inner = innerScale / scale;
        return new FusedSum(outer, inner, (float) zero - Math.fma(outer, (float) outerZero, inner * (float) innerZero));
    }

    /** The word of two words. */
    public long word(long x, long y, long lowest, long highest) {
        float sum = Math.fma((float) x, outer, innerSum(y));
        return Math.clamp((long) StrictMath.rint(sum), lowest, highest);
    }

    private float innerSum(long y) {
        return Math.fma((float) y, inner, offset);
    }

    /**
     * The same function in whole numbers. With {@code S = x · multiplier + inner[y]}, {@code L} the bits of |S| and
     * {@code d = max(L − 24, 0)}, the word is {@code S} shifted right by d and then by {@code fractionBits − d}, each time rounded half to
     * even: the first shift is fl32, the second RNE.
     *
     * @param fractionBits how many bits of S are behind the point
     * @param multiplier {@code outer · 2^fractionBits}
     * @param inner {@code fma(y, inner, offset) · 2^fractionBits} for each word y of the operand, the least first
     * @param mostDropped the greatest d there is, at most {@code fractionBits}
     */
    public record Whole(int fractionBits, long multiplier, long[] inner, int mostDropped) {}

    /**
     * This sum in whole numbers.
     *
     * @return empty where S would not fit into 63 bits, or a sum be 2^24 or greater
     */
    public Optional<Whole> whole(IntFormat outerWords, IntFormat innerWords) {
        int fraction = fractionBits(outer);
        for (long y = innerWords.min(); y <= innerWords.max(); y++) {
            fraction = Math.max(fraction, fractionBits(innerSum(y)));
        }
        double greatestInner = 0;
        for (long y = innerWords.min(); y <= innerWords.max(); y++) {
            greatestInner = Math.max(greatestInner, Math.abs(innerSum(y)));
        }
        double greatest =
                greatestInner + (double) Math.abs(outer) * Math.max(-(double) outerWords.min(), outerWords.max());
        if (!(greatest < 1 << SIGNIFICANT_BITS) || !(Math.scalb(greatest, fraction) < Math.scalb(1.0, GREATEST_BITS))) {
            return Optional.empty();
        }
        long[] table = new long[Math.toIntExact(innerWords.max() - innerWords.min() + 1)];
        for (int i = 0; i < table.length; i++) {
            table[i] = (long) Math.scalb((double) innerSum(innerWords.min() + i), fraction);
        }
        int bits = Math.getExponent(Math.scalb(greatest, fraction)) + 2;
        return Optional.of(new Whole(
                fraction,
                (long) Math.scalb((double) outer, fraction),
                table,
                Math.clamp(bits - SIGNIFICANT_BITS, 0, fraction)));
    }

    /** The least number of bits behind the point that hold this number exactly. */
    private static int fractionBits(float number) {
        if (number == 0) {
            return 0;
        }
        int least = Math.getExponent(Math.ulp(number)); // of the last place
        int bits = Float.floatToRawIntBits(number) & (1 << SIGNIFICANT_BITS - 1) - 1 | 1 << SIGNIFICANT_BITS - 1;
        return Math.max(0, -least - Integer.numberOfTrailingZeros(bits));
    }
}
