package dev.intarsia.ir.encoding;

/**
 * How rows of pixels of bytes fall into runs of neighbouring bytes in memory.
 *
 * @param rows rows of runs
 * @param perRow runs in a row
 * @param bytes of a run
 */
public record Runs(int rows, int perRow, long bytes) {

    /**
     * Pixels that lie side by side join, and so do rows, unless padding comes between them in the scratchpad.
     *
     * @param padded whether padding lies before or behind each row
     */
    public static Runs of(int rows, int rowStride, int pixels, int pixelStride, int bytes, boolean padded) {
        boolean rowIsRun = pixels == 1 || pixelStride == bytes;
        if (!rowIsRun) {
            return new Runs(rows, pixels, bytes);
        }
        boolean joined = rows == 1 || rowStride == (long) pixels * bytes && !padded;
        return joined ? new Runs(1, 1, (long) rows * pixels * bytes) : new Runs(rows, 1, (long) pixels * bytes);
    }
}
