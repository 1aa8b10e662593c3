package dev.intarsia.simulator.machine;

import dev.intarsia.ir.command.Command.Window;

/** Where the elements of a window lie: one base for each output pixel, one offset for each tap. */
final class WindowReader {

    private int[] bases = new int[0];
    private int[] offsets = new int[0];
    private boolean aligned;

    /**
     * Computes all places of a window.
     *
     * @param side how many neighbours of each element are read as well: 1 for a MAC array, the channels of the vector lanes
     * @param unit in which bases and offsets count: bytes are 1, elements are as many as they have bytes
     * @throws IllegalStateException when an element lies outside of the scratchpad
     */
    void read(Window window, int address, int side, int scratchpadBytes, int unit) {
        int pixels = window.pixels();
        int taps = window.taps();
        int size = window.elementBytes();
        if (bases.length < pixels) {
            bases = new int[pixels];
        }
        if (offsets.length < taps) {
            offsets = new int[taps];
        }
        int lowest = Integer.MAX_VALUE;
        int highest = Integer.MIN_VALUE;
        int unaligned = 0;
        for (int q = 0; q < taps; q++) {
            int offset = window.tapOffset(window.firstTap() + q);
            lowest = Math.min(lowest, offset);
            highest = Math.max(highest, offset);
            unaligned |= offset;
            offsets[q] = offset / unit;
        }
        int pixel = 0;
        for (int h = 0; h < window.heights(); h++) {
            int base = address + h * window.heightStride();
            for (int w = 0; w < window.widths(); w++) {
                bases[pixel++] = base / unit;
                base += window.widthStride();
            }
        }
        unaligned |= address | window.heightStride() | window.widthStride();
        aligned = size == 1 || (unaligned & 1) == 0;
        check(window, address, lowest, highest + side * size, scratchpadBytes);
    }

    private static void check(Window window, int address, int lowest, int end, int scratchpadBytes) {
        int h = (window.heights() - 1) * window.heightStride();
        int w = (window.widths() - 1) * window.widthStride();
        int first = address + Math.min(0, h) + Math.min(0, w) + lowest;
        int last = address + Math.max(0, h) + Math.max(0, w) + end;
        if (first < 0 || last > scratchpadBytes) {
            throw new IllegalStateException("a window of activations reaches from byte " + first + " to " + (last - 1)
                    + " of " + scratchpadBytes + ": " + window);
        }
    }

    /** For each output pixel the index of the window's first element. */
    int[] bases() {
        return bases;
    }

    /** For each tap its distance from there. */
    int[] offsets() {
        return offsets;
    }

    /** Whether every element lies at a multiple of its size. */
    boolean aligned() {
        return aligned;
    }
}
