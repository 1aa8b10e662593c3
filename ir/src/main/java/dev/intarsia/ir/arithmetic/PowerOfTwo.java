package dev.intarsia.ir.arithmetic;

import java.util.Optional;

/**
 * Requantization by a shift alone: x / 2^shift, rounded. For shift-only datapaths.
 *
 * @param rounding of the shift to the right
 */
public record PowerOfTwo(Rounding rounding) implements Requantizer {
    /** x / 2^shift, rounded; a negative shift multiplies, and then saturates to 64 bits. Any x, any shift. */
    public long rescale(long x, int shift) {
        if ((shift & ~63) == 0) {
            return rounding.shiftRight(x, shift);
        }
        return Wide.shiftRight(x >> 63, x, shift, rounding);
    }

    @Override
    public String text() {
        return "pow2 " + rounding.text();
    }

    static Optional<PowerOfTwo> parse(String[] words) {
        return words.length == 2 ? Rounding.parse(words[1]).map(PowerOfTwo::new) : Optional.empty();
    }
}
