package dev.intarsia.ir.quantize;

import dev.intarsia.ir.quantize.weights.Moments;
import dev.intarsia.ir.range.ProductPlaces;
import dev.intarsia.ir.type.RealTensor;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the taps of one layer read on the samples.
 *
 * @param found the numbers that the input's words stand for, of each sample
 * @param real the input's numbers in the real network
 */
record LayerSamples(ProductPlaces places, List<RealTensor> found, List<RealTensor> real) {

    /** So many sums are looked at, or eight for each tap where that is more: of more, a fixed draw. */
    private static final int SUMS = 4096;

    private static final int SUMS_PER_TAP = 8;
    private static final long SEED = 20;

    /** The moments of the taps of one kind of channel. */
    Moments moments(int kind) {
        int taps = places.taps();
        long all = (long) found.size() * places.pixels();
        int rows = (int) Math.min(all, Math.max(SUMS, (long) SUMS_PER_TAP * taps));
        float[][] seen = new float[rows][taps];
        float[][] exact = new float[rows][taps];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int row = 0; row < rows; row++) {
            long first = row * all / rows;
            long sum = first + random.nextLong((row + 1) * all / rows - first);
            int sample = (int) (sum / places.pixels());
            int pixel = (int) (sum % places.pixels());
            for (int tap = 0; tap < taps; tap++) {
                int place = places.at(kind, pixel, tap);
                if (place != ProductPlaces.OUTSIDE) {
                    seen[row][tap] = found.get(sample).at(place);
                    exact[row][tap] = real.get(sample).at(place);
                }
            }
        }
        return Moments.of(seen, exact);
    }
}
