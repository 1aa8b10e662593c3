package dev.intarsia.ir.arithmetic;

/** Arithmetic on 128-bit two's complement integers hi·2^64 + lo (lo unsigned), for products and sums of longs. */
final class Wide {
    private Wide() {}

    /** The signed 64-bit integer nearest to hi·2^64 + lo. */
    static long saturate(long hi, long lo) {
        if (hi == lo >> 63) {
            return lo;
        }
        return hi < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** The word of {@code to} nearest to hi·2^64 + lo. */
    static long saturate(long hi, long lo, IntFormat to) {
        boolean unsigned64 = !to.signed() && to.bits() == 64;
        if (unsigned64 && hi >= 0) {
            return hi == 0 ? lo : to.max();
        }
        return Overflow.SATURATE.narrow(saturate(hi, lo), to);
    }

    /** x·2^shift saturated to 64 bits; shift at least 0. */
    static long shiftLeft(long x, int shift) {
        if (x == 0) {
            return 0;
        }
        if (shift < 64 && x << shift >> shift == x) {
            return x << shift;
        }
        return x < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** (hi·2^64 + lo) / 2^shift, rounded, then saturated to 64 bits; any shift, a negative one multiplies. */
    static long shiftRight(long hi, long lo, int shift, Rounding rounding) {
        if (shift <= 0) {
            long exact = saturate(hi, lo);
            return hi == exact >> 63 && lo == exact
                    ? shiftLeft(exact, shift == Integer.MIN_VALUE ? Integer.MAX_VALUE : -shift)
                    : exact;
        }
        if (shift > 128) { // |value| ≤ 2^127 is less than half of 2^shift
            return hi < 0 ? rounding.increment(true, true, true, 1) - 1 : 0;
        }
        int bit = shift - 1; // the half bit
        boolean half = bit < 64 ? (lo >>> bit & 1) != 0 : (hi >>> (bit - 64) & 1) != 0;
        boolean below = bit < 64 ? (lo & ((1L << bit) - 1)) != 0 : lo != 0 || (hi & ((1L << (bit - 64)) - 1)) != 0;
        int toHalf = half ? (below ? 1 : 0) : -1;
        long floorLo = shift < 64 ? lo >>> shift | hi << (64 - shift) : hi >> Math.min(63, shift - 64);
        long floorHi = shift < 64 ? hi >> shift : hi >> 63;
        int increment = rounding.increment(hi < 0, (floorLo & 1) != 0, half || below, toHalf);
        long resultLo = floorLo + increment;
        return saturate(increment == 1 && resultLo == 0 ? floorHi + 1 : floorHi, resultLo);
    }
}
