package dev.intarsia.simulator.layerwise;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import java.util.Arrays;

/**
 * The sums of a layer in several inferences at once: the innermost loops go over inferences, without a word of control, so the compiler makes
 * vector instructions of them.
 */
final class BatchSums {

    /** Taps that one pass over the accumulators takes. */
    private static final int TOGETHER = 8;

    /** A saturated sum of so many bits and a chunk of products of this reach stay within an {@code int} together. */
    private static final int SMALL_BITS = 30;

    private static final long SMALL_REACH = 1L << 30;

    private final SumLayer layer;
    private final int samples;
    /** The input less its zero point. */
    private final int[] x;

    /** For one pixel and kind of channel: where the taps that are inside begin in {@link #x}, and which they are. */
    private final int[] begins;

    private final int[] inside;
    private int count;

    BatchSums(SumLayer layer, Batch batch) {
        this.layer = layer;
        samples = batch.samples();
        x = batch.words().clone();
        int zero = Math.toIntExact(layer.zero());
        for (int i = 0; i < x.length; i++) {
            x[i] -= zero;
        }
        begins = new int[layer.taps()];
        inside = new int[layer.taps()];
    }

    /** The exact sums, bias included. */
    long[] exact() {
        long[] sums = new long[layer.pixels() * layer.channels() * samples];
        int[] narrow = new int[samples];
        long[] wide = new long[samples];
        for (int pixel = 0, at = 0; pixel < layer.pixels(); pixel++) {
            int kind = -1;
            for (int k = 0; k < layer.channels(); k++, at += samples) {
                if (layer.kind(k) != kind) {
                    kind = layer.kind(k);
                    locate(kind, pixel);
                }
                long bias = layer.bias(k);
                if (layer.isNarrow()) {
                    Arrays.fill(narrow, 0);
                    sum(k, narrow);
                    for (int s = 0; s < samples; s++) {
                        sums[at + s] = bias + narrow[s];
                    }
                } else {
                    Arrays.fill(wide, bias);
                    sum(k, wide);
                    System.arraycopy(wide, 0, sums, at, samples);
                }
            }
        }
        return sums;
    }

    private void locate(int kind, int pixel) {
        int[] places = layer.places(kind);
        int first = pixel * layer.taps();
        count = 0;
        for (int tap = 0; tap < layer.taps(); tap++) {
            int place = places[first + tap];
            if (place >= 0) {
                begins[count] = place * samples;
                inside[count++] = tap;
            }
        }
    }

    private void sum(int channel, int[] sums) {
        int tap = 0;
        for (; tap + TOGETHER <= count; tap += TOGETHER) {
            eight(
                    x,
                    sums,
                    begins[tap],
                    begins[tap + 1],
                    begins[tap + 2],
                    begins[tap + 3],
                    begins[tap + 4],
                    begins[tap + 5],
                    begins[tap + 6],
                    begins[tap + 7],
                    layer.weight(channel, inside[tap]),
                    layer.weight(channel, inside[tap + 1]),
                    layer.weight(channel, inside[tap + 2]),
                    layer.weight(channel, inside[tap + 3]),
                    layer.weight(channel, inside[tap + 4]),
                    layer.weight(channel, inside[tap + 5]),
                    layer.weight(channel, inside[tap + 6]),
                    layer.weight(channel, inside[tap + 7]));
        }
        for (; tap < count; tap++) {
            one(x, sums, begins[tap], layer.weight(channel, inside[tap]));
        }
    }

    private static void one(int[] x, int[] sums, int begin, int weight) {
        for (int s = 0; s < sums.length; s++) {
            sums[s] += weight * x[begin + s];
        }
    }

    private static void eight(
            int[] x,
            int[] sums,
            int a,
            int b,
            int c,
            int d,
            int e,
            int f,
            int g,
            int h,
            int wa,
            int wb,
            int wc,
            int wd,
            int we,
            int wf,
            int wg,
            int wh) {
        for (int s = 0; s < sums.length; s++) {
            sums[s] += wa * x[a + s]
                    + wb * x[b + s]
                    + wc * x[c + s]
                    + wd * x[d + s]
                    + we * x[e + s]
                    + wf * x[f + s]
                    + wg * x[g + s]
                    + wh * x[h + s];
        }
    }

    private void sum(int channel, long[] sums) {
        for (int tap = 0; tap < count; tap++) {
            long weight = layer.weight(channel, inside[tap]);
            int begin = begins[tap];
            for (int s = 0; s < samples; s++) {
                sums[s] += weight * x[begin + s];
            }
        }
    }

    /** What accumulators hold at the end that saturate after every so many products, those with padding among them. */
    long[] inChunks(Accumulation.SaturateChunk accumulation) {
        IntFormat format = accumulation.format();
        boolean small = layer.reach() <= SMALL_REACH && format.bits() <= SMALL_BITS;
        long[] sums = new long[layer.pixels() * layer.channels() * samples];
        int[] narrow = new int[samples];
        long[] products = new long[layer.taps()];
        for (int pixel = 0, at = 0; pixel < layer.pixels(); pixel++) {
            int kind = -1;
            for (int k = 0; k < layer.channels(); k++, at += samples) {
                if (layer.kind(k) != kind) {
                    kind = layer.kind(k);
                    locate(kind, pixel);
                }
                if (small) {
                    saturating(k, narrow, accumulation);
                    for (int s = 0; s < samples; s++) {
                        sums[at + s] = narrow[s];
                    }
                } else {
                    for (int s = 0; s < samples; s++) {
                        Arrays.fill(products, 0);
                        for (int tap = 0; tap < count; tap++) {
                            products[inside[tap]] = (long) layer.weight(k, inside[tap]) * x[begins[tap] + s];
                        }
                        sums[at + s] = accumulation.sum(products, layer.bias(k));
                    }
                }
            }
        }
        return sums;
    }

    /** Chunks without a tap inside add nothing, so they change nothing. */
    private void saturating(int channel, int[] sums, Accumulation.SaturateChunk accumulation) {
        IntFormat format = accumulation.format();
        Arrays.fill(sums, (int) Overflow.SATURATE.narrow(layer.bias(channel), format));
        int low = (int) format.min();
        int high = (int) format.max();
        for (int tap = 0; tap < count; ) {
            int chunk = inside[tap] / accumulation.chunk();
            while (tap < count && inside[tap] / accumulation.chunk() == chunk) {
                one(x, sums, begins[tap], layer.weight(channel, inside[tap]));
                tap++;
            }
            saturate(sums, low, high);
        }
    }

    private static void saturate(int[] sums, int low, int high) {
        for (int s = 0; s < sums.length; s++) {
            sums[s] = Math.max(low, Math.min(high, sums[s]));
        }
    }
}
