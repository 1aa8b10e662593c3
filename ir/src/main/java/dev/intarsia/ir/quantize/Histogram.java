package dev.intarsia.ir.quantize;

import java.util.Arrays;

/**
 * How often the elements of a tensor lie where: bins of one width, a power of two, on both sides of 0.
 *
 * <p>Bin i holds the numbers from {@code (i − HALF)·width} up to {@code (i − HALF + 1)·width}. The width is the least with which
 * everything lies inside, so that it depends on the data and not on its order.
 */
public final class Histogram {

    /** The number of bins on each side of 0. */
    public static final int HALF = 4096;

    private final double width;
    private final long[] counts;

    private Histogram(double width, long[] counts) {
        this.width = width;
        this.counts = counts;
    }

    static Histogram of(double width, long[] counts) {
        return new Histogram(width, counts.clone());
    }

    public double width() {
        return width;
    }

    public int bins() {
        return counts.length;
    }

    public long count(int bin) {
        return counts[bin];
    }

    /** The lower end of a bin. */
    public double lowerEnd(int bin) {
        return (bin - HALF) * width;
    }

    public double upperEnd(int bin) {
        return (bin - HALF + 1) * width;
    }

    public double middle(int bin) {
        return (bin - HALF + 0.5) * width;
    }

    public long total() {
        return Arrays.stream(counts).sum();
    }
}
