package dev.intarsia.ir.arithmetic;

/**
 * A running sum of longs that cannot overflow: 128 bits. It holds a number, so a {@code u64} word is read back
 * unsigned.
 */
final class ExactSum {
    private long hi;
    private long lo;

    ExactSum(long start) {
        hi = start >> 63;
        lo = start;
    }

    void add(long x) {
        long sum = lo + x;
        hi += (x >> 63) + (Long.compareUnsigned(sum, lo) < 0 ? 1 : 0);
        lo = sum;
    }

    /** Replaces the sum by the nearest value of {@code format}. */
    void saturate(IntFormat format) {
        lo = saturated(format);
        hi = format.signed() ? lo >> 63 : 0;
    }

    /** The word of {@code format} nearest to the sum. */
    long saturated(IntFormat format) {
        return Wide.saturate(hi, lo, format);
    }

    /** The sum as a word of {@code format}, which holds it. */
    long proved(IntFormat format) {
        long word = saturated(format);
        if (word != lo || hi != (format.signed() ? lo >> 63 : 0)) {
            throw new ArithmeticException("a sum left " + format + ", which was taken for impossible");
        }
        return word;
    }
}
