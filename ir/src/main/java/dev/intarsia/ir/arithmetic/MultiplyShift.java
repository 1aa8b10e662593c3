package dev.intarsia.ir.arithmetic;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requantization by an integer multiplier m and a total right shift t: x·m / 2^t, rounded once or twice.
 *
 * <p>TensorFlow Lite speaks of a Q31 multiplier and a <em>left</em> shift sh, −31 ≤ sh ≤ 30; here t = 31 − sh.
 *
 * <ul>
 *   <li><b>Single rounding</b> (R2, R5): round(x·m / 2^t) of the exact product, for every {@code long} x and every
 *       int t; a negative t multiplies. A result beyond 64 bits saturates to 64 bits.
 *   <li><b>Double rounding</b> (R1): with sh = 31 − t, the second step rounds what the first has rounded:
 *       round(SRDHM(x·2^max(sh, 0), m) / 2^max(−sh, 0)), SRDHM rounding halves up and saturating its one overflow.
 *       Domain: 1 ≤ t ≤ 62 and x·2^max(sh, 0) fits 32 bits, see {@link #inDomain}. Beyond it the product x·2^sh keeps
 *       its low 32 bits: there TensorFlow Lite's C++ is undefined, and every machine that runs it wraps.
 * </ul>
 *
 * <p>Source: {@code MultiplyByQuantizedMultiplier} in tflite-micro, tensorflow/lite/kernels/internal/common.cc; NVDLA
 * for R5.
 *
 * @param multiplierBits width of the signed multiplier, 2 to 32; 32 when rounding is double
 * @param doubleRounding whether the doubled high half of the product is rounded before the shift
 * @param rounding of the shift; the first step of double rounding is always half up
 */
public record MultiplyShift(int multiplierBits, boolean doubleRounding, Rounding rounding) implements Requantizer {
    /** R1: TensorFlow Lite Micro, CMSIS-NN, and TensorFlow Lite 2.18's reference kernels. */
    public static final MultiplyShift TFLM = new MultiplyShift(32, true, Rounding.HALF_AWAY);

    /** R2: {@code TFLITE_SINGLE_ROUNDING}: (x·m + 2^(t−1)) >> t. */
    public static final MultiplyShift SINGLE = new MultiplyShift(32, false, Rounding.HALF_UP);

    /**
     * TensorFlow Lite's form for 64-bit accumulators; its parameters are made by {@link
     * ScaleParameters#reduceTo16()}.
     */
    public static final MultiplyShift TFLM_WIDE = new MultiplyShift(16, false, Rounding.HALF_UP);

    private static final Pattern WIDTH = Pattern.compile("i([1-9][0-9]?)");

    /** @throws IllegalArgumentException for a width outside 2 to 32, or double rounding with another width than 32 */
    public MultiplyShift {
        if (multiplierBits < 2 || multiplierBits > 32) {
            throw new IllegalArgumentException("a multiplier has 2 to 32 bits, not " + multiplierBits);
        }
        if (doubleRounding && multiplierBits != 32) {
            throw new IllegalArgumentException("double rounding has a 32-bit multiplier, not " + multiplierBits);
        }
    }

    /** The multiplier's format: signed, {@link #multiplierBits()} wide. */
    public IntFormat multiplierFormat() {
        return new IntFormat(true, multiplierBits);
    }

    /**
     * x·multiplier / 2^shift, rounded as this form says.
     *
     * @param multiplier a word of {@link #multiplierFormat()}
     * @param shift the total right shift t
     * @throws IllegalArgumentException when the multiplier is too wide, or t outside 1 to 62 under double rounding
     */
    public long rescale(long x, long multiplier, int shift) {
        if (Overflow.WRAP.narrow(multiplier, multiplierFormat()) != multiplier) {
            throw new IllegalArgumentException("multiplier " + multiplier + " does not fit " + multiplierFormat());
        }
        if (doubleRounding) {
            return rescaleTwice(x, (int) multiplier, shift);
        }
        long lo = x * multiplier;
        if ((int) x == x && (shift & ~63) == 0) {
            return rounding.shiftRight(lo, shift);
        }
        return Wide.shiftRight(Math.multiplyHigh(x, multiplier), lo, shift, rounding);
    }

    private long rescaleTwice(long x, int multiplier, int shift) {
        checkDoubleShift(shift);
        int left = Math.max(31 - shift, 0);
        int right = Math.max(shift - 31, 0);
        int high = FixedPoint.saturatingRoundingDoublingHighMul((int) (x << left), multiplier);
        return rounding.shiftRight(high, right);
    }

    /**
     * The least product x·m, of any size, at which {@link #rescale} is at least {@code value}; in double rounding x is
     * in its domain and not both are −2^31. With it, "rescale(x, m, t) ≥ value" is linear in x and in m.
     *
     * @param shift the total right shift t, not negative
     */
    public BigInteger leastProduct(long value, int shift) {
        if (!doubleRounding) {
            return rounding.leastReaching(value, shift);
        }
        checkDoubleShift(shift);
        int left = Math.max(31 - shift, 0);
        BigInteger high = rounding.leastReaching(value, Math.max(shift - 31, 0));
        BigInteger raised = high.shiftLeft(31).subtract(BigInteger.ONE.shiftLeft(30));
        return raised.negate().shiftRight(left).negate(); // the quotient by 2^left, rounded up
    }

    /**
     * Whether x is where this form is what its source defines: always, but for double rounding x·2^max(31 − t, 0)
     * fits i32.
     */
    public boolean inDomain(long x, int shift) {
        if (!doubleRounding) {
            return true;
        }
        checkDoubleShift(shift);
        return IntFormat.I32.contains(Wide.shiftLeft(x, Math.max(31 - shift, 0)));
    }

    private static void checkDoubleShift(int shift) {
        if (shift < 1 || shift > 62) {
            throw new IllegalArgumentException("double rounding takes a total right shift of 1 to 62, not " + shift);
        }
    }

    @Override
    public String text() {
        return (doubleRounding ? "double i" : "single i") + multiplierBits + " " + rounding.text();
    }

    static Optional<MultiplyShift> parse(String[] words) {
        if (words.length != 3) {
            return Optional.empty();
        }
        boolean twice = words[0].equals("double");
        Matcher width = WIDTH.matcher(words[1]);
        int bits = width.matches() ? Integer.parseInt(width.group(1)) : 0;
        if (bits < 2 || bits > 32 || (twice && bits != 32)) {
            return Optional.empty();
        }
        return Rounding.parse(words[2]).map(r -> new MultiplyShift(bits, twice, r));
    }
}
