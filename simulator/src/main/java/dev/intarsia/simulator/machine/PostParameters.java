package dev.intarsia.simulator.machine;

import dev.intarsia.ir.arithmetic.FixedPoint;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Nudge;

/**
 * The parameter entries of a post-processing command, one array place for each channel: bias, multiplier and total right shift as they
 * lie in the scratchpad, and what the vector lanes make of a shift and its rounding.
 *
 * <p>The rounding shift is the one formula of {@link Nudge}.
 */
final class PostParameters {

    /** The largest shift at which no nudged product of two 32-bit words leaves 64 bits. */
    private static final int LARGEST_LANE_SHIFT = 62;

    final long[] bias;
    final long[] multiplier;
    final int[] shift;
    /** Of double rounding: the shift to the left before the multiplication. */
    final long[] left;
    /** The shift to the right after it. */
    final long[] right;

    final long[] nudge;
    final long[] nudgeNegative;
    final long[] nudgeOdd;
    private boolean lanes;

    /** @param places how many channels there is room for */
    PostParameters(int places) {
        bias = new long[places];
        multiplier = new long[places];
        shift = new int[places];
        left = new long[places];
        right = new long[places];
        nudge = new long[places];
        nudgeNegative = new long[places];
        nudgeOdd = new long[places];
    }

    /** Reads as many entries as there are channels. */
    void read(byte[] parameters, int firstEntry, int entryBytes, int channels, MultiplyShift form) {
        int biasBytes = entryBytes - 8;
        lanes = true;
        for (int k = 0; k < channels; k++) {
            int address = (firstEntry + k) * entryBytes;
            bias[k] = Elements.readLong(parameters, address, biasBytes, true);
            multiplier[k] = Elements.readInt(parameters, address + biasBytes);
            shift[k] = Elements.readInt(parameters, address + biasBytes + 4);
            nudge(k, form);
        }
    }

    /** Whether the lanes' formula holds for all channels. */
    boolean fitLanes() {
        return lanes;
    }

    /** Puts what {@link MultiplyShift#rescale} gives in the place of sums of at most 32 bits, where the formula holds. */
    void rescale(int k, long[] sums, boolean twice) {
        if (twice) {
            rescaleTwice(sums, left[k], multiplier[k], (int) right[k], nudge[k], nudgeNegative[k], nudgeOdd[k]);
        } else {
            rescaleOnce(sums, multiplier[k], (int) right[k], nudge[k], nudgeNegative[k], nudgeOdd[k]);
        }
    }

    private static void rescaleTwice(
            long[] sums, long left, long multiplier, int right, long nudge, long negative, long odd) {
        for (int i = 0; i < sums.length; i++) {
            long v = FixedPoint.roundingDoublingHighMul(FixedPoint.shiftLeftWrapped(sums[i], left), multiplier);
            sums[i] = Nudge.shiftRight(v, right, nudge, negative, odd);
        }
    }

    private static void rescaleOnce(long[] sums, long multiplier, int right, long nudge, long negative, long odd) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Nudge.shiftRight(sums[i] * multiplier, right, nudge, negative, odd);
        }
    }

    private void nudge(int k, MultiplyShift form) {
        int least = form.doubleRounding() ? 1 : 0;
        boolean fits = shift[k] >= least && shift[k] <= LARGEST_LANE_SHIFT && multiplier[k] != Integer.MIN_VALUE;
        lanes &= fits;
        left[k] = form.doubleRounding() ? Math.max(31 - shift[k], 0) : 0;
        right[k] = form.doubleRounding() ? Math.max(shift[k] - 31, 0) : shift[k];
        Nudge by = Nudge.of(form.rounding(), fits ? (int) right[k] : 0);
        nudge[k] = by.always();
        nudgeNegative[k] = by.negative();
        nudgeOdd[k] = by.odd();
    }
}
