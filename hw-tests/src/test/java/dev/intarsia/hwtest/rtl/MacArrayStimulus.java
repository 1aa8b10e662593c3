package dev.intarsia.hwtest.rtl;

import dev.intarsia.ir.arithmetic.IntFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What goes into a MAC array, cycle by cycle.
 *
 * @param cycles element n goes in at rising edge n
 */
record MacArrayStimulus(List<Cycle> cycles) {

    /** The inputs of one cycle; either half may be absent. */
    record Cycle(Optional<WeightRow> weights, Optional<Activations> activations) {}

    /** A row of weights, a value a column. */
    record WeightRow(int row, long[] values) {}

    /** A vector of activations, a value a row. */
    record Activations(boolean signed, boolean accumulate, long[] values) {}

    public MacArrayStimulus {
        cycles = List.copyOf(cycles);
    }

    /**
     * Random cycles. First a tile of weights comes together with its own first vectors; then rows are written at random
     * while vectors come with gaps. A value in three is at an end of its format.
     */
    static MacArrayStimulus random(MacArrayShape shape, int count, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<Cycle> cycles = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            boolean tile = n < shape.rows() || n % 64 < shape.rows();
            Optional<WeightRow> weights = tile || random.nextInt(4) == 0
                    ? Optional.of(new WeightRow(
                            tile ? n % 64 % shape.rows() : random.nextInt(shape.rows()),
                            values(shape.cols(), shape.weight(), random)))
                    : Optional.empty();
            boolean signed = random.nextBoolean();
            Optional<Activations> activations = n == 0 || random.nextInt(5) != 0
                    ? Optional.of(new Activations(
                            signed,
                            n > 0 && random.nextInt(6) != 0,
                            values(shape.rows(), shape.activation(signed), random)))
                    : Optional.empty();
            cycles.add(new Cycle(weights, activations));
        }
        return new MacArrayStimulus(cycles);
    }

    /**
     * Every pair of ends of the formats, signed and unsigned: all weights the one, all activations the other, added up
     * over many vectors so that the accumulators go round.
     */
    static MacArrayStimulus extremes(MacArrayShape shape, int vectorsEach) {
        List<Cycle> cycles = new ArrayList<>();
        for (long weight : ends(shape.weight())) {
            for (boolean signed : new boolean[] {true, false}) {
                for (long activation : ends(shape.activation(signed))) {
                    for (int n = 0; n < Math.max(vectorsEach, shape.rows()); n++) {
                        Optional<WeightRow> weights = n < shape.rows()
                                ? Optional.of(new WeightRow(n, filled(shape.cols(), weight)))
                                : Optional.empty();
                        cycles.add(new Cycle(
                                weights,
                                Optional.of(new Activations(signed, n > 0, filled(shape.rows(), activation)))));
                    }
                }
            }
        }
        return new MacArrayStimulus(cycles);
    }

    private static long[] ends(IntFormat format) {
        return new long[] {format.min(), format.min() + 1, 0, 1, format.max() - 1, format.max()};
    }

    private static long[] filled(int count, long value) {
        long[] values = new long[count];
        Arrays.fill(values, value);
        return values;
    }

    private static long[] values(int count, IntFormat format, RandomGenerator random) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            long any = random.nextLong(format.min(), format.max() + 1);
            int choice = random.nextInt(6);
            values[i] = choice == 0 ? format.min() : choice == 1 ? format.max() : any;
        }
        return values;
    }
}
