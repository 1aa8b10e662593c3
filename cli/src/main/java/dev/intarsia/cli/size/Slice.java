package dev.intarsia.cli.size;

import java.util.stream.IntStream;

/** What some samples gave at all points. Filled by a {@link Forest}, written and read by {@link SliceText}, added up by {@link Sweep}. */
final class Slice {

    /** No layer. */
    static final int NONE = Integer.MAX_VALUE;

    final int samples;
    /** For each point the samples that were answered right, a bit for each. */
    final long[] right;
    /** For each point how many sums left their accumulator. */
    final long[] overflowedSums;
    /** For each point the samples in which that happened, a bit for each. */
    final long[] overflowedSamples;
    /** For each point the first node in which it happened. */
    final int[] firstNodes;
    /** For each node what was seen. */
    final Observed[] observed;
    /** How many products were computed. */
    long products;

    Slice(int points, int samples, int nodes) {
        this.samples = samples;
        right = new long[points];
        overflowedSums = new long[points];
        overflowedSamples = new long[points];
        firstNodes = IntStream.generate(() -> NONE).limit(points).toArray();
        observed = IntStream.range(0, nodes).mapToObj(node -> new Observed()).toArray(Observed[]::new);
    }

    /** Sums of a point left their accumulators: so many at each position, as far as the mask says that they are its own. */
    void overflow(int point, int node, long[] counts, long mask, int[] positions) {
        for (int s = 0; s < counts.length; s++) {
            if (counts[s] > 0 && (mask >>> s & 1) != 0) {
                overflowedSums[point] += counts[s];
                overflowedSamples[point] |= 1L << positions[s];
                firstNodes[point] = Math.min(firstNodes[point], node);
            }
        }
    }
}
