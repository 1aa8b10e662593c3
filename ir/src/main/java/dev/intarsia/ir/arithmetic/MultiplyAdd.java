package dev.intarsia.ir.arithmetic;

import java.math.BigInteger;

/**
 * Requantization as processors do it in two or three instructions:
 *
 * <pre>
 * y = (x + offset) · 2^raise
 * value = (⌊(y · multiplier + half) / 2^dropped⌋ + (y &lt; 0 ? addend − below : addend)) / 2^shift, rounded down
 * </pre>
 *
 * <p>{@code half} is 2^(dropped − 1) where the product is rounded, else 0. The addend carries zero point and rounding; the offset is folded
 * into the bias, and a raise by 8 bits costs nothing in the upper half of a packed sum. The value is saturated by
 * whoever asks. With {@code dropped} = 32 the first part is ARM's SMMLA (rounded: SMMLAR) or RISC-V's MULH, with 16 it
 * is SMLAWB, with 31 Helium's VQDMULH, with 0 a plain multiply-add.
 *
 * <p>It never falls in x when the multiplier and {@code below} are not negative.
 *
 * @param offset added to x
 * @param raise how far x is shifted up, 0 to 31
 * @param multiplier of 32 bits
 * @param dropped how many low bits of the product are lost, 0 to 32
 * @param rounded whether half is added before they are lost
 * @param addend of 32 bits
 * @param below how much smaller the addend is where y is negative
 * @param shift of the sum, 0 to 31
 */
public record MultiplyAdd(
        long offset, int raise, long multiplier, int dropped, boolean rounded, long addend, long below, int shift) {

    /** @throws IllegalArgumentException when a parameter is outside of its bounds */
    public MultiplyAdd {
        if (raise < 0 || raise > 31 || dropped < 0 || dropped > 32 || shift < 0 || shift > 31) {
            throw new IllegalArgumentException("no shifts of a multiply-add: " + raise + ", " + dropped + ", " + shift);
        }
        if (!IntFormat.I32.contains(multiplier) || !IntFormat.I32.contains(addend) || !IntFormat.I32.contains(offset)) {
            throw new IllegalArgumentException(
                    "multiplier, addend and offset have 32 bits: " + multiplier + ", " + addend + ", " + offset);
        }
    }

    /** The value at x. Exact where {@link #fits} holds. */
    public long value(long x) {
        return sum(x) >> shift;
    }

    /** ⌊(y · multiplier + half) / 2^dropped⌋: the part without the addend. */
    public static long product(long y, long multiplier, int dropped, boolean rounded) {
        long half = rounded && dropped > 0 ? 1L << dropped - 1 : 0;
        return y * multiplier + half >> dropped;
    }

    private long raised(long x) {
        return x + offset << raise;
    }

    private long sum(long x) {
        long y = raised(x);
        return product(y, multiplier, dropped, rounded) + (y < 0 ? addend - below : addend);
    }

    /**
     * Whether every word on the way is one of 32 bits for every x from {@code low} to {@code high}. All that is on the
     * way rises with x, so the ends decide.
     */
    public boolean fits(long low, long high) {
        return multiplier >= 0
                && below >= 0
                && IntFormat.I32.contains(addend - below)
                && raisedFits(low, offset, raise)
                && raisedFits(high, offset, raise)
                && IntFormat.I32.contains(product(raised(low), multiplier, dropped, rounded))
                && IntFormat.I32.contains(product(raised(high), multiplier, dropped, rounded))
                && IntFormat.I32.contains(sum(low))
                && IntFormat.I32.contains(sum(high));
    }

    /** Whether (x + offset) · 2^raise is a word of 32 bits. */
    public static boolean raisedFits(long x, long offset, int raise) {
        return IntFormat.I32.contains(
                BigInteger.valueOf(x).add(BigInteger.valueOf(offset)).shiftLeft(raise));
    }

    /** How it is written in proofs: the formula with its numbers. */
    public String text() {
        String y = (offset == 0 ? "x" : "(x + " + offset + ")") + (raise == 0 ? "" : " << " + raise);
        return "(" + (rounded ? "round" : "floor") + "(" + y + " * " + multiplier + " / 2^" + dropped + ") + " + addend
                + (below == 0 ? "" : " - (negative ? " + below + " : 0)") + ") >> " + shift;
    }
}
