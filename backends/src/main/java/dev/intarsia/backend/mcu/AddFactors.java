package dev.intarsia.backend.mcu;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyAdd;
import java.util.Optional;

/**
 * An addition of two signed bytes as {@code scaled_add.h} computes it: {@code saturate8((⌊left · 256 · leftFactor / 2^16⌋ + ⌊right · 256 ·
 * rightFactor / 2^16⌋ + addend) / 2^20)}. Checked on every pair of words.
 */
record AddFactors(long leftFactor, long rightFactor, long addend) {

    /** An addition of two bytes. */
    interface Addition {
        /** The word of the sum of two words. */
        long word(long left, long right);
    }

    private static final int SHIFT = 20;
    private static final int DROPPED = 16;
    private static final long UNIT = 256;
    private static final int LEAST = -128;
    private static final int GREATEST = 127;
    private static final int WORDS = 256;

    /** How far factors are moved from the nearest ones, in units of their last bit. */
    private static final int REACH = 4;

    /**
     * The constants of an addition.
     *
     * @param leftScale by what a step of the left word raises the sum, as a real number
     * @param rightScale the same for the right word
     * @return empty when none of those tried is right for every pair
     */
    static Optional<AddFactors> find(Addition addition, double leftScale, double rightScale) {
        int[] words = new int[WORDS * WORDS];
        for (int left = 0; left < WORDS; left++) {
            for (int right = 0; right < WORDS; right++) {
                words[left * WORDS + right] = (int) addition.word(left + LEAST, right + LEAST);
            }
        }
        long a = factor(leftScale);
        long b = factor(rightScale);
        for (int distance = 0; distance <= REACH; distance++) {
            for (int i = -distance; i <= distance; i++) {
                for (int j = -distance; j <= distance; j++) {
                    if (Math.max(Math.abs(i), Math.abs(j)) == distance
                            && IntFormat.I32.contains(a + i)
                            && IntFormat.I32.contains(b + j)) {
                        Optional<AddFactors> found = with(words, a + i, b + j);
                        if (found.isPresent()) {
                            return found;
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static long factor(double scale) {
        return (long) Math.rint(Math.scalb(scale, SHIFT + DROPPED) / UNIT);
    }

    private static long product(long factor, int word) {
        return MultiplyAdd.product((word + LEAST) * UNIT, factor, DROPPED, false);
    }

    /** The addend between what all pairs ask for, where there is one. */
    private static Optional<AddFactors> with(int[] words, long a, long b) {
        long step = 1L << SHIFT;
        long least = Long.MIN_VALUE;
        long greatest = Long.MAX_VALUE;
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (int left = 0; left < WORDS; left++) {
            for (int right = 0; right < WORDS; right++) {
                long product = product(a, left) + product(b, right);
                int word = words[left * WORDS + right];
                if (word > LEAST) {
                    least = Math.max(least, word * step - product);
                }
                if (word < GREATEST) {
                    greatest = Math.min(greatest, (word + 1) * step - 1 - product);
                }
                low = Math.min(low, product);
                high = Math.max(high, product);
            }
        }
        if (least > greatest || least == Long.MIN_VALUE || greatest == Long.MAX_VALUE) {
            return Optional.empty();
        }
        long addend = least + (greatest - least) / 2;
        long most = Math.max(Math.abs(low), Math.abs(high)) + Math.abs(addend);
        return most <= IntFormat.I32.max() ? Optional.of(new AddFactors(a, b, addend)) : Optional.empty();
    }
}
