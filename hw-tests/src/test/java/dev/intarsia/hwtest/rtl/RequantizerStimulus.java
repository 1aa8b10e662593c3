package dev.intarsia.hwtest.rtl;

import dev.intarsia.ir.arithmetic.IntFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The vectors that a requantizer is tried with: corner words crossed with one another, ties, and random ones. */
final class RequantizerStimulus {

    private final RequantizerShape shape;
    private final List<RequantizerMode> modes;
    private final RandomGenerator random;
    private final Consumer<RequantizerVector> sink;

    RequantizerStimulus(
            RequantizerShape shape, List<RequantizerMode> modes, long seed, Consumer<RequantizerVector> sink) {
        this.shape = shape;
        this.modes = modes;
        this.random = new SplittableRandom(seed);
        this.sink = sink;
    }

    /** Every corner of the accumulator × of the multiplier × every mode, each with a few shifts. */
    void corners(int shiftsEach) {
        for (long x : CornerWords.of(shape.accumulator())) {
            for (long m : CornerWords.of(shape.multiplier())) {
                for (int i = 0; i < shiftsEach; i++) {
                    int shift = i % 2 == 0 ? random.nextInt(shape.maxShift() + 1) : liveShift(x, m);
                    everyMode(x, m, shift);
                }
            }
        }
    }

    /**
     * Products that lie on a tie, and both neighbours: odd · 2^(shift − 1), for every shift and every way to share the
     * power of two between the factors. The odd number is small enough that no clamp hides the rounding.
     */
    void ties() {
        for (int shift = 1; shift <= shape.maxShift(); shift++) {
            int powerInX = Math.max(0, shift - 1 - (shape.multiplierBits() - 2));
            for (; powerInX < Math.min(shift, shape.accumulatorBits() - 1); powerInX++) {
                long m = 1L << (shift - 1 - powerInX);
                for (long odd : new long[] {1, -1, 3, -3, CornerWords.random(shape.output(true), random) | 1}) {
                    long x = odd * (1L << powerInX);
                    if (shape.accumulator().contains(x) && x / odd == 1L << powerInX) {
                        everyMode(Math.max(x - 1, shape.accumulator().min()), m, shift);
                        everyMode(x, m, shift);
                        everyMode(Math.min(x + 1, shape.accumulator().max()), m, shift);
                    }
                }
            }
        }
    }

    /** Random words of random sizes, most with a shift that leaves about as many bits as the output has. */
    void random(int count) {
        for (int i = 0; i < count; i++) {
            long x = CornerWords.random(shape.accumulator(), random);
            long m = CornerWords.random(shape.multiplier(), random);
            everyMode(x, m, liveShift(x, m));
        }
    }

    private int liveShift(long x, long m) {
        int productBits =
                2 * Long.SIZE - Long.numberOfLeadingZeros(Math.abs(x)) - Long.numberOfLeadingZeros(Math.abs(m));
        return Math.clamp(productBits - shape.outputBits() + random.nextInt(5) - 1, 0, shape.maxShift());
    }

    private void everyMode(long x, long m, int shift) {
        boolean signed = random.nextBoolean();
        IntFormat output = shape.output(signed);
        long zeroPoint = random.nextInt(3) == 0 ? random.nextLong(output.min(), output.max() + 1) : 0;
        long lo = output.min();
        long hi = output.max();
        if (random.nextInt(4) == 0) { // a fused relu, relu6 or clamp
            long one = random.nextLong(output.min(), output.max() + 1);
            long other = random.nextLong(output.min(), output.max() + 1);
            lo = Math.min(one, other);
            hi = Math.max(one, other);
        }
        for (RequantizerMode mode : modes) {
            if (isDefined(mode, shift)) {
                sink.accept(new RequantizerVector(mode, x, m, shift, signed, zeroPoint, lo, hi));
            }
        }
    }

    private static boolean isDefined(RequantizerMode mode, int shift) {
        return !mode.meaning().doubleRounding() || (1 <= shift && shift <= 62);
    }
}
