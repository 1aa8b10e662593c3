package dev.intarsia.backend.hls;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;

/** Words to test with. */
final class Patterns {

    private Patterns() {}

    /** Words of a format: the high bits of a linear congruential generator that the pattern's number starts. */
    static RawTensor of(IntFormat format, Shape shape, int pattern) {
        long state = 0x9E3779B97F4A7C15L * (pattern + 1);
        long[] words = new long[shape.elements()];
        for (int i = 0; i < words.length; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            words[i] = format.min() + (state >>> Math.max(1, 64 - format.bits()));
        }
        return RawTensor.owning(format, shape, words);
    }
}
