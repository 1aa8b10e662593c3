package dev.intarsia.backend.mcu;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.RawTensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * How many bits weights take in flash. Those of at most 4 share bytes, so that a word holds 8 of 4 bits, 16 of 2, or 32 of 1. A mask and shifts
 * take a word apart into words of bytes: the first has the lowest bits of each byte, the next those above them.
 *
 * @param bits 1, 2, 4, or 8 where each has a byte
 */
record WeightWidth(int bits) {

    /** Each weight has a byte. */
    static final WeightWidth BYTE = new WeightWidth(8);

    private static final List<Integer> SHARED = List.of(1, 2, 4);
    private static final int WORD_BITS = 32;
    private static final int BYTE_BITS = 8;
    private static final int WORD_BYTES = 4;

    /** The least that holds weights of a format. */
    static WeightWidth of(IntFormat format) {
        return SHARED.stream()
                .filter(bits -> format.bits() <= bits)
                .findFirst()
                .map(WeightWidth::new)
                .orElse(BYTE);
    }

    WeightWidth atLeast(int least) {
        return new WeightWidth(Math.max(least, bits));
    }

    boolean isShared() {
        return bits < BYTE_BITS;
    }

    /** What makes a signed weight one without a sign. */
    int middle() {
        return 1 << bits - 1;
    }

    /** Weights in a word. */
    int each() {
        return WORD_BITS / bits;
    }

    /** Weights in a byte. */
    int eachByte() {
        return BYTE_BITS / bits;
    }

    /** Words for so many weights. */
    int words(int weights) {
        return Math.ceilDiv(weights, each());
    }

    /** Bytes that so many weights take once each has one. */
    long unpackedBytes(int weights) {
        return (long) words(weights) * each();
    }

    /** The word of the weights from one place on, none of which is negative. */
    long word(int first, IntToLongFunction weight) {
        long word = 0;
        for (int i = 0; i < each(); i++) {
            int shift = i % WORD_BYTES * BYTE_BITS + i / WORD_BYTES * bits;
            word |= weight.applyAsLong(first + i) << shift;
        }
        return word;
    }

    /** A byte, taken as a signed one, of signed weights, the first in the lowest bits. */
    long signedByte(IntToLongFunction weight) {
        long unsigned = 0;
        for (int i = 0; i < eachByte(); i++) {
            unsigned |= Math.floorMod(weight.applyAsLong(i), 1L << bits) << i * bits;
        }
        return unsigned < 1L << BYTE_BITS - 1 ? unsigned : unsigned - (1L << BYTE_BITS);
    }

    /** All words of a constant in bytes, the first in the lowest bits, each modulo 2 to the power of its width. */
    List<Long> bytes(RawTensor words) {
        int each = eachByte();
        Long[] bytes = new Long[Math.ceilDiv(words.shape().elements(), each)];
        Arrays.fill(bytes, 0L);
        for (int i = 0; i < words.shape().elements(); i++) {
            bytes[i / each] += Math.floorMod(words.at(i), 1L << bits) << i % each * bits;
        }
        return List.of(bytes);
    }

    /** In words, for comments and reports. */
    String text() {
        return isShared() ? ", " + BYTE_BITS / bits + " weights a byte" : "";
    }
}
