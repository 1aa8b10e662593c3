package dev.intarsia.simulator.layerwise;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import java.util.Arrays;

/**
 * The sums of a layer in several inferences at once. Some output pixels are taken together: the words under each tap are laid side by side for
 * all of them and all inferences, and the innermost loops go over these without a word of control, so that the compiler makes vector
 * instructions of them. Taps whose weight is 0 are left out.
 *
 * <p>Words are floats and sums ints, as in the machines that run in step: the compiler vectorizes a loop only if it knows that source and sums do not
 * overlap, which two types tell it, and of integers only floats are widened by vector instructions. A few products are added as floats, where these are
 * exact. {@link FloatBatch} is sooner, where it can be had.
 */
final class BatchSums {

    /** Taps that one pass over the sums takes. */
    private static final int TOGETHER = 4;

    /** Sums that are formed side by side: enough to fill vectors, few enough that the words under all taps stay in the cache. */
    private static final int SIDE_BY_SIDE = 512;

    /** A saturated sum of so many bits and a chunk of products of this reach stay within an {@code int} together. */
    private static final int SMALL_BITS = 30;

    private static final long SMALL_REACH = 1L << 30;

    private final SumLayer layer;
    private final int samples;
    /** The input less its zero point. */
    private final float[] x;

    /** How many products may be added as floats: {@link #TOGETHER}, 1, or none where not even one is exact. */
    private final int exactTogether;

    /** How many pixels are taken together. */
    private final int most;

    /** For each tap the words under it, for the pixels that are taken together. */
    private final float[] under;

    /** How many words that is for a tap. */
    private int width;

    BatchSums(SumLayer layer, Batch batch) {
        this.layer = layer;
        samples = batch.samples();
        x = new float[batch.words().length];
        int zero = Math.toIntExact(layer.zero());
        long largest = 0;
        for (int i = 0; i < x.length; i++) {
            long difference = (long) batch.words()[i] - zero;
            largest = Math.max(largest, Math.abs(difference));
            x[i] = difference;
        }
        if (largest > FloatWeights.EXACT) {
            throw new IllegalArgumentException("words of more than 24 bits");
        }
        long product = largest * layer.largestWeight();
        exactTogether = !layer.isNarrow() || product > FloatWeights.EXACT
                ? 0
                : product * TOGETHER > FloatWeights.EXACT ? 1 : TOGETHER;
        most = Math.clamp(SIDE_BY_SIDE / samples, 1, layer.pixels());
        under = new float[layer.taps() * most * samples];
    }

    /** What becomes of the sums of a channel, at the pixels that are taken together. */
    @FunctionalInterface
    private interface Channel {

        /** @param width how many sums */
        void sums(int channel, int width, long[] found);
    }

    /** The exact sums, bias included. */
    long[] exact() {
        int[] narrow = new int[most * samples];
        return all((channel, count, found) -> {
            long bias = layer.bias(channel);
            if (exactTogether > 0) {
                Arrays.fill(narrow, 0, count, 0);
                sum(channel, narrow);
                for (int i = 0; i < count; i++) {
                    found[i] = bias + narrow[i];
                }
            } else {
                Arrays.fill(found, 0, count, bias);
                sum(channel, found);
            }
        });
    }

    private long[] all(Channel each) {
        int channels = layer.channels();
        long[] sums = new long[layer.pixels() * channels * samples];
        long[] found = new long[most * samples];
        for (int first = 0; first < layer.pixels(); first += most) {
            int pixels = Math.min(most, layer.pixels() - first);
            width = pixels * samples;
            int kind = -1;
            for (int k = 0; k < channels; k++) {
                if (layer.kind(k) != kind) {
                    kind = layer.kind(k);
                    gather(layer.places(kind), first, pixels);
                }
                each.sums(k, width, found);
                for (int p = 0; p < pixels; p++) {
                    System.arraycopy(found, p * samples, sums, ((first + p) * channels + k) * samples, samples);
                }
            }
        }
        return sums;
    }

    private void gather(int[] places, int first, int pixels) {
        int taps = layer.taps();
        for (int p = 0; p < pixels; p++) {
            int from = (first + p) * taps;
            for (int tap = 0; tap < taps; tap++) {
                int place = places[from + tap];
                int to = tap * width + p * samples;
                if (place < 0) {
                    Arrays.fill(under, to, to + samples, 0);
                } else {
                    System.arraycopy(x, place * samples, under, to, samples);
                }
            }
        }
    }

    private void sum(int channel, int[] sums) {
        int[] taps = layer.usedTaps(channel);
        int i = 0;
        for (; exactTogether == TOGETHER && i + TOGETHER <= taps.length; i += TOGETHER) {
            four(
                    under,
                    sums,
                    width,
                    taps[i] * width,
                    taps[i + 1] * width,
                    taps[i + 2] * width,
                    taps[i + 3] * width,
                    layer.weight(channel, taps[i]),
                    layer.weight(channel, taps[i + 1]),
                    layer.weight(channel, taps[i + 2]),
                    layer.weight(channel, taps[i + 3]));
        }
        for (; i < taps.length; i++) {
            one(under, sums, width, taps[i] * width, layer.weight(channel, taps[i]));
        }
    }

    private static void one(float[] x, int[] sums, int count, int begin, float weight) {
        for (int i = 0; i < count; i++) {
            sums[i] += (int) (weight * x[begin + i]);
        }
    }

    private static void four(
            float[] x, int[] sums, int count, int a, int b, int c, int d, float wa, float wb, float wc, float wd) {
        for (int i = 0; i < count; i++) {
            sums[i] += (int) (wa * x[a + i] + wb * x[b + i] + wc * x[c + i] + wd * x[d + i]);
        }
    }

    private void sum(int channel, long[] sums) {
        for (int tap : layer.usedTaps(channel)) {
            long weight = layer.weight(channel, tap);
            int begin = tap * width;
            for (int i = 0; i < width; i++) {
                sums[i] += weight * (long) under[begin + i];
            }
        }
    }

    /** What accumulators hold at the end that saturate after every so many products, those with padding among them. */
    long[] inChunks(Accumulation.SaturateChunk accumulation) {
        boolean small = exactTogether > 0
                && layer.reach() <= SMALL_REACH
                && accumulation.format().bits() <= SMALL_BITS;
        int[] narrow = new int[most * samples];
        long[] products = new long[layer.taps()];
        return all((channel, count, found) -> {
            if (small) {
                saturating(channel, narrow, count, accumulation);
                for (int i = 0; i < count; i++) {
                    found[i] = narrow[i];
                }
                return;
            }
            for (int i = 0; i < count; i++) {
                for (int tap = 0; tap < products.length; tap++) {
                    products[tap] = layer.weight(channel, tap) * (long) under[tap * width + i];
                }
                found[i] = accumulation.sum(products, layer.bias(channel));
            }
        });
    }

    /** A chunk of taps without weight adds nothing to a sum that fits, so it changes nothing. */
    private void saturating(int channel, int[] sums, int count, Accumulation.SaturateChunk accumulation) {
        IntFormat format = accumulation.format();
        int[] taps = layer.usedTaps(channel);
        Arrays.fill(sums, 0, count, (int) Overflow.SATURATE.narrow(layer.bias(channel), format));
        int low = (int) format.min();
        int high = (int) format.max();
        for (int i = 0; i < taps.length; ) {
            int chunk = taps[i] / accumulation.chunk();
            while (i < taps.length && taps[i] / accumulation.chunk() == chunk) {
                one(under, sums, count, taps[i] * width, layer.weight(channel, taps[i]));
                i++;
            }
            saturate(sums, count, low, high);
        }
    }

    private static void saturate(int[] sums, int count, int low, int high) {
        for (int i = 0; i < count; i++) {
            sums[i] = Math.max(low, Math.min(high, sums[i]));
        }
    }
}
