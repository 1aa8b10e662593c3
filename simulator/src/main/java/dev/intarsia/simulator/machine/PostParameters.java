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

    /** What {@link MultiplyShift#rescale} gives, for a sum of at most 32 bits where the formula holds. */
    long rescale(int k, long sum, boolean twice) {
        long v = twice
                ? FixedPoint.roundingDoublingHighMul(FixedPoint.shiftLeftWrapped(sum, left[k]), multiplier[k])
                : sum * multiplier[k];
        return Nudge.shiftRight(v, (int) right[k], nudge[k], nudgeNegative[k], nudgeOdd[k]);
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
