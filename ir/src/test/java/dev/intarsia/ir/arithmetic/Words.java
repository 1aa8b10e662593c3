package dev.intarsia.ir.arithmetic;

import java.util.SplittableRandom;
import java.util.TreeSet;

/** Words for tests: corners, and corners crossed with random ones of every magnitude. */
final class Words {
    /** Larger counts with {@code -Dintarsia.tests=full}. */
    static final int FACTOR = "full".equals(System.getProperty("intarsia.tests")) ? 20 : 1;

    private Words() {}

    /** 0, ±1, the extremes and powers of two, each with its neighbours, of a signed width. */
    static long[] corners(int bits) {
        IntFormat format = new IntFormat(true, bits);
        TreeSet<Long> words = new TreeSet<>();
        for (int k = 0; k < 64; k++) {
            for (long near = -1; near <= 1; near++) {
                words.add((1L << k) + near);
                words.add(-(1L << k) + near);
                words.add(3L * (1L << k) / 2 + near);
            }
        }
        words.add(0L);
        return words.stream()
                .filter(format::contains)
                .mapToLong(Long::longValue)
                .toArray();
    }

    /** A signed word of at most {@code bits} bits; every magnitude is equally likely. */
    static long random(SplittableRandom random, int bits) {
        return random.nextLong() >> (64 - bits + random.nextInt(bits));
    }

    /** A word whose low {@code shift} bits are a half or next to one. */
    static long nearTie(SplittableRandom random, int shift) {
        long tie = shift == 0 || shift > 63 ? 0 : 1L << (shift - 1);
        long high = shift > 63 ? 0 : random.nextLong() << shift;
        return (high | tie) + random.nextInt(-1, 2);
    }
}
