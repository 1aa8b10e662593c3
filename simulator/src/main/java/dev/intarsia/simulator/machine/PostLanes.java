package dev.intarsia.simulator.machine;

import static dev.intarsia.simulator.machine.Lanes.HALF_INTS;
import static dev.intarsia.simulator.machine.Lanes.LONGS;

import dev.intarsia.ir.command.Command;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/** Post-processing on 64-bit lanes, for accumulators of up to 32 bits kept in ints that wrap. */
final class PostLanes {

    private PostLanes() {}

    /**
     * Writes the words of {@code pixels × stride} channels to {@code words}; channels beyond the command's get values without meaning.
     *
     * @param sums from the index {@code at} on
     * @param unused how many of a long's bits an accumulator leaves unused: 64 − its width
     */
    static void words(Command.Post post, PostParameters p, int[] sums, int at, int stride, int unused, int[] words) {
        boolean twice = post.form().doubleRounding();
        for (int k = 0; k < post.channels(); k += LONGS.length()) {
            if (twice) {
                roundTwice(post, p, sums, at, stride, unused, words, k);
            } else {
                roundOnce(post, p, sums, at, stride, unused, words, k);
            }
        }
    }

    private static void roundOnce(
            Command.Post post, PostParameters p, int[] sums, int at, int stride, int unused, int[] words, int k) {
        LongVector bias = LongVector.fromArray(LONGS, p.bias, k);
        LongVector multiplier = LongVector.fromArray(LONGS, p.multiplier, k);
        for (int pixel = 0; pixel < post.pixels(); pixel++) {
            LongVector product =
                    finished(sums, at + pixel * stride + k, bias, unused).mul(multiplier);
            rounded(post, p, product, k).intoArray(words, pixel * stride + k);
        }
    }

    private static void roundTwice(
            Command.Post post, PostParameters p, int[] sums, int at, int stride, int unused, int[] words, int k) {
        LongVector bias = LongVector.fromArray(LONGS, p.bias, k);
        LongVector multiplier = LongVector.fromArray(LONGS, p.multiplier, k);
        LongVector left = LongVector.fromArray(LONGS, p.left, k);
        for (int pixel = 0; pixel < post.pixels(); pixel++) {
            LongVector shifted = finished(sums, at + pixel * stride + k, bias, unused)
                    .lanewise(VectorOperators.LSHL, left)
                    .lanewise(VectorOperators.LSHL, Integer.SIZE)
                    .lanewise(VectorOperators.ASHR, Integer.SIZE);
            LongVector high = shifted.mul(multiplier).add(1L << 30).lanewise(VectorOperators.ASHR, 31);
            rounded(post, p, high, k).intoArray(words, pixel * stride + k);
        }
    }

    /** Sum and bias, wrapped to the accumulator's width. */
    private static LongVector finished(int[] sums, int index, LongVector bias, int unused) {
        LongVector sum =
                (LongVector) IntVector.fromArray(HALF_INTS, sums, index).convertShape(VectorOperators.I2L, LONGS, 0);
        return sum.add(bias).lanewise(VectorOperators.LSHL, unused).lanewise(VectorOperators.ASHR, unused);
    }

    /** The rounding shift, the zero point and the clamp. */
    private static IntVector rounded(Command.Post post, PostParameters p, LongVector v, int k) {
        LongVector right = LongVector.fromArray(LONGS, p.right, k);
        LongVector negative =
                v.lanewise(VectorOperators.ASHR, Long.SIZE - 1).and(LongVector.fromArray(LONGS, p.nudgeNegative, k));
        LongVector odd = v.lanewise(VectorOperators.ASHR, right).and(LongVector.fromArray(LONGS, p.nudgeOdd, k));
        LongVector nudged =
                v.add(LongVector.fromArray(LONGS, p.nudge, k)).add(negative).add(odd);
        LongVector word = nudged.lanewise(VectorOperators.ASHR, right)
                .add(post.zeroPoint())
                .max(post.clamp().low())
                .min(post.clamp().high());
        return (IntVector) word.convertShape(VectorOperators.L2I, HALF_INTS, 0);
    }
}
