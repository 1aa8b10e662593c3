package dev.intarsia.hwtest.rtl;

import dev.intarsia.ir.arithmetic.IntFormat;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Words at which arithmetic goes wrong. */
final class CornerWords {

    private CornerWords() {}

    /** 0, the ends of the format, ±1, ±3, every power of two, and the neighbours of all these, so far as they fit. */
    static SortedSet<Long> of(IntFormat format) {
        SortedSet<Long> words = new TreeSet<>();
        words.add(format.min());
        words.add(format.min() + 1);
        words.add(format.max() - 1);
        words.add(format.max());
        for (int k = 0; k < format.bits(); k++) {
            for (long near = -1; near <= 1; near++) {
                words.add((1L << k) + near);
                words.add(-(1L << k) + near);
            }
        }
        words.add(3L);
        words.add(-3L);
        words.removeIf(word -> !format.contains(word));
        return words;
    }

    /** A word of random size: its number of bits is even, and then the bits are. */
    static long random(IntFormat format, RandomGenerator random) {
        int bits = random.nextInt(1, format.bits() + 1);
        return random.nextLong() >> (Long.SIZE - bits) & (format.signed() ? -1L : format.max());
    }
}
