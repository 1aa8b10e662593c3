package dev.intarsia.training.qat;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.range.ProductPlaces;
import dev.intarsia.ir.range.ProductSum;
import dev.intarsia.simulator.layerwise.Batch;
import java.util.stream.IntStream;

/**
 * A sum of products, of whatever operator, as products of matrices: for each kind of channels {@code [own channels, taps] × [taps, pixels · samples]}.
 * Which element a tap reads is taken from the kernel that the operator is lowered to.
 *
 * <p>Sums and words lie as in a {@link Batch}: by pixel, channel, sample. Matrices lie by kind, row, column.
 */
final class SumMatrices {

    private static final int SAMPLE_BLOCKS = 4;

    private final int kinds;
    private final int own;
    private final int taps;
    private final int pixels;
    /** The channel of each kind's each row. */
    private final int[] channels;
    /** Of each kind, for each pixel and tap. */
    private final int[][] places;

    private SumMatrices(ProductPlaces found, int count, QuantizedNode node) {
        kinds = found.kinds();
        own = count / kinds;
        taps = found.taps();
        pixels = found.pixels();
        channels = IntStream.range(0, kinds)
                .flatMap(kind -> IntStream.range(0, count).filter(k -> found.kind(k) == kind))
                .toArray();
        places = IntStream.range(0, kinds).mapToObj(found::of).toArray(int[][]::new);
        boolean even = IntStream.range(0, kinds)
                .allMatch(kind -> IntStream.range(0, count)
                                .filter(k -> found.kind(k) == kind)
                                .count()
                        == own);
        if (!even) {
            throw InvalidInputException.of(
                    node.node().location(),
                    node.name() + ": its groups have different numbers of channels",
                    "finetune takes convolutions whose groups are equal");
        }
    }

    /**
     * Those of a node.
     *
     * @throws InvalidInputException where the products cannot be read off its kernel
     */
    static SumMatrices of(QuantizedNode node) {
        ProductSum sum = ProductSum.of(
                        node.node().op().lower(node.withAccumulation(new Accumulation.Wrap(IntFormat.I64))))
                .orElseThrow(() -> InvalidInputException.of(
                        node.node().location(),
                        node.name() + ": " + node.node().op().mnemonic() + " is no plain sum of products",
                        "finetune takes convolutions and dense layers"));
        return new SumMatrices(ProductPlaces.of(sum), sum.channels(), node);
    }

    int kinds() {
        return kinds;
    }

    int own() {
        return own;
    }

    int taps() {
        return taps;
    }

    int pixels() {
        return pixels;
    }

    int channels() {
        return channels.length;
    }

    /** How many numbers the columns of a sample have. */
    long columnsASample() {
        return (long) kinds * taps * pixels;
    }

    /** [kinds, taps, pixels · samples]: words less their zero point; 0 outside. */
    float[] columns(Batch x, long zero) {
        int n = x.samples();
        int[] words = x.words();
        int offset = Math.toIntExact(zero);
        float[] columns = new float[kinds * taps * pixels * n];
        IntStream.range(0, kinds * taps).parallel().forEach(row -> {
            int[] from = places[row / taps];
            int tap = row % taps;
            int at = row * pixels * n;
            for (int pixel = 0; pixel < pixels; pixel++, at += n) {
                int place = from[pixel * taps + tap];
                if (place != ProductPlaces.OUTSIDE) {
                    int first = place * n;
                    for (int s = 0; s < n; s++) {
                        columns[at + s] = words[first + s] - offset;
                    }
                }
            }
        });
        return columns;
    }

    /** Adds columns up where they came from; in the same order on any number of threads. */
    void scatter(float[] columns, float[] into, int samples) {
        IntStream.range(0, SAMPLE_BLOCKS).parallel().forEach(block -> {
            int from = samples * block / SAMPLE_BLOCKS;
            int to = samples * (block + 1) / SAMPLE_BLOCKS;
            for (int row = 0; row < kinds * taps; row++) {
                int[] placed = places[row / taps];
                int tap = row % taps;
                for (int pixel = 0; pixel < pixels; pixel++) {
                    int place = placed[pixel * taps + tap];
                    if (place != ProductPlaces.OUTSIDE) {
                        int source = (row * pixels + pixel) * samples;
                        int target = place * samples;
                        for (int s = from; s < to; s++) {
                            into[target + s] += columns[source + s];
                        }
                    }
                }
            }
        });
    }

    /** Numbers for each channel and tap, by channel, as rows of matrices. */
    float[] rows(float[] weights) {
        float[] rows = new float[weights.length];
        for (int i = 0; i < channels.length; i++) {
            System.arraycopy(weights, channels[i] * taps, rows, i * taps, taps);
        }
        return rows;
    }

    /** The inverse of {@link #rows}. */
    float[] byChannel(float[] rows) {
        float[] weights = new float[rows.length];
        for (int i = 0; i < channels.length; i++) {
            System.arraycopy(rows, i * taps, weights, channels[i] * taps, taps);
        }
        return weights;
    }

    /** [kinds, own, pixels · samples] of numbers by pixel, channel, sample. */
    float[] matrix(float[] sums, int samples) {
        float[] matrix = new float[sums.length];
        for (int i = 0; i < channels.length; i++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                System.arraycopy(
                        sums,
                        (pixel * channels.length + channels[i]) * samples,
                        matrix,
                        (i * pixels + pixel) * samples,
                        samples);
            }
        }
        return matrix;
    }

    /** Whole numbers by pixel, channel, sample, of their matrix, each with its channel's bias. */
    long[] sums(double[] matrix, long[] bias, int samples) {
        long[] sums = new long[matrix.length];
        IntStream.range(0, channels.length).parallel().forEach(i -> {
            for (int pixel = 0; pixel < pixels; pixel++) {
                int from = (i * pixels + pixel) * samples;
                int to = (pixel * channels.length + channels[i]) * samples;
                for (int s = 0; s < samples; s++) {
                    sums[to + s] = (long) matrix[from + s] + bias[channels[i]];
                }
            }
        });
        return sums;
    }
}
