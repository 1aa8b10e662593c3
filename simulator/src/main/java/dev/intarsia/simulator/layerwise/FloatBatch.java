package dev.intarsia.simulator.layerwise;

import java.util.Arrays;

/** The sums of a layer in several inferences at once, on float lanes that hold them exactly. */
final class FloatBatch {

    /** So many sums are formed together at most: the words under all taps of a few vectors of them stay in the cache. */
    private static final int TOGETHER = 64;

    private final SumLayer layer;
    private final FloatWeights weights;
    private final int samples;
    /** The input less its zero point. */
    private final float[] x;

    /** How many pixels are taken together. */
    private final int most;

    /** The words under each tap, for some sums side by side after the other. */
    private final float[] under;

    private final int block;

    FloatBatch(SumLayer layer, FloatWeights weights, Batch batch) {
        this.layer = layer;
        this.weights = weights;
        samples = batch.samples();
        int zero = Math.toIntExact(layer.zero());
        x = new float[batch.words().length];
        for (int i = 0; i < x.length; i++) {
            x[i] = batch.words()[i] - zero;
        }
        most = Math.clamp(TOGETHER / samples, 1, layer.pixels());
        block = layer.taps() * FloatSums.SIDE_BY_SIDE;
        under = new float[Math.ceilDiv(most * samples, FloatSums.SIDE_BY_SIDE) * block];
    }

    /** Makes something of the sums of each channel, and gives it by element: {@code result[(pixel · channels + channel) · samples + sample]}. */
    <A> A each(SumLayer.OfSums<A> use) {
        A results = use.room(layer.sums() * samples);
        A found = use.room(most * samples);
        float[][] sums = new float[FloatSums.CHANNELS][under.length / block * FloatSums.SIDE_BY_SIDE];
        for (int first = 0; first < layer.pixels(); first += most) {
            int pixels = Math.min(most, layer.pixels() - first);
            int width = pixels * samples;
            int kind = -1;
            for (FloatWeights.Group group : weights.groups()) {
                if (group.kind() != kind) {
                    kind = group.kind();
                    gather(layer.places(kind), first, pixels);
                }
                sum(group, width, sums);
                for (int k = 0; k < group.count(); k++) {
                    int channel = group.first() + k;
                    use.sums(channel, sums[k], width, found);
                    for (int p = 0; p < pixels; p++) {
                        int to = ((first + p) * layer.channels() + channel) * samples;
                        System.arraycopy(found, p * samples, results, to, samples);
                    }
                }
            }
        }
        return results;
    }

    private void sum(FloatWeights.Group group, int width, float[][] sums) {
        for (int at = 0, base = 0; at < width; at += FloatSums.SIDE_BY_SIDE, base += block) {
            if (group.count() == 1) {
                FloatSums.one(under, base, group.taps(), group.weights(), sums[0], at);
            } else {
                FloatSums.four(under, base, group.taps(), group.weights(), sums, at);
            }
        }
    }

    private void gather(int[] places, int first, int pixels) {
        int taps = layer.taps();
        int side = FloatSums.SIDE_BY_SIDE;
        for (int p = 0; p < pixels; p++) {
            int from = (first + p) * taps;
            for (int s = 0; s < samples; ) {
                int at = p * samples + s;
                int count = Math.min(samples - s, side - at % side);
                int to = at / side * block + at % side;
                for (int tap = 0; tap < taps; tap++, to += side) {
                    int place = places[from + tap];
                    if (place < 0) {
                        Arrays.fill(under, to, to + count, 0);
                    } else if (count == side) {
                        FloatSums.copy(x, place * samples + s, under, to);
                    } else {
                        System.arraycopy(x, place * samples + s, under, to, count);
                    }
                }
                s += count;
            }
        }
    }
}
