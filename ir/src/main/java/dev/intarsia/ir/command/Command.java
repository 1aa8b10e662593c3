package dev.intarsia.ir.command;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.graph.Clamp;
import java.util.OptionalInt;

/**
 * What a unit does in one go. Addresses and strides are bytes unless said; counts are at least 1.
 *
 * <p>One element takes 1 byte up to 8 bits, 2 bytes up to 16, little-endian, sign- or zero-extended.
 */
public sealed interface Command {

    Sync sync();

    /** The same command with other tokens. */
    Command withSync(Sync sync);

    Unit unit();

    /**
     * Copies rows of pixels from memory into a scratchpad, where they lie dense:
     * {@code (top + rows + bottom) × (left + pixels + right) × bytes}. The surrounding places get the padding word.
     *
     * @param to the scratchpad
     * @param address where in it
     * @param from the address of the first byte in memory
     * @param rows rows copied
     * @param rowStride from row to row in memory
     * @param pixels pixels copied of each row
     * @param pixelStride from pixel to pixel in memory
     * @param bytes of each pixel that are copied
     * @param padding how many rows and pixels of padding surround them, and with which word
     */
    record Load(
            Sync sync,
            Scratchpad to,
            int address,
            int from,
            int rows,
            int rowStride,
            int pixels,
            int pixelStride,
            int bytes,
            Surround padding)
            implements Command {

        @Override
        public Unit unit() {
            return Unit.LOAD;
        }

        @Override
        public Load withSync(Sync newSync) {
            return new Load(newSync, to, address, from, rows, rowStride, pixels, pixelStride, bytes, padding);
        }

        /** How many bytes lie from the first to the last one that it writes. */
        public int written() {
            return (padding.top + rows + padding.bottom) * (padding.left + pixels + padding.right) * bytes;
        }

        /** How many bytes it reads from memory. */
        public int copied() {
            return padding.frame ? 0 : rows * pixels * bytes;
        }
    }

    /**
     * Padding around what a load copies.
     *
     * @param word the padding word, written again and again
     * @param wordBytes its size: 1 or 2
     * @param frame whether only the padding is written: memory is not read, and what it surrounds stays as it is
     */
    record Surround(int top, int bottom, int left, int right, int word, int wordBytes, boolean frame) {
        public static final Surround NONE = new Surround(0, 0, 0, 0, 0, 1);

        /** Around what is copied. */
        public Surround(int top, int bottom, int left, int right, int word, int wordBytes) {
            this(top, bottom, left, right, word, wordBytes, false);
        }

        /** The same padding alone. */
        public Surround asFrame() {
            return new Surround(top, bottom, left, right, word, wordBytes, true);
        }

        /** Whether there is any. */
        public boolean isPadded() {
            return top + bottom + left + right > 0;
        }
    }

    /**
     * Where a computing command reads a window of activations: the element of output pixel (h, w) and tap q lies at
     * {@code address + h·heightStride + w·widthStride + (q ÷ (columns·depth))·rowStride + (q ÷ depth mod columns)·columnStride +
     * (q mod depth)·elementBytes}.
     *
     * @param address of the first element in the activation scratchpad
     * @param heights output rows
     * @param heightStride from output row to output row
     * @param widths output columns
     * @param widthStride from output column to output column
     * @param firstTap the first tap of this command
     * @param taps how many taps
     * @param depth input channels of a tap position: C, or 1 where channels lie side by side on the lanes
     * @param columns kernel columns: S
     * @param columnStride from kernel column to kernel column
     * @param rowStride from kernel row to kernel row
     * @param elementBytes of one activation
     * @param signed whether activations are signed
     */
    record Window(
            int address,
            int heights,
            int heightStride,
            int widths,
            int widthStride,
            int firstTap,
            int taps,
            int depth,
            int columns,
            int columnStride,
            int rowStride,
            int elementBytes,
            boolean signed) {

        /** Output pixels. */
        public int pixels() {
            return heights * widths;
        }

        /** The offset of a tap from the window's first element. */
        public int tapOffset(int tap) {
            return tap / (columns * depth) * rowStride
                    + tap / depth % columns * columnStride
                    + tap % depth * elementBytes;
        }
    }

    /**
     * The MAC array: for each output pixel and each column k,
     * {@code acc[accumulators + pixel][k] (+)= Σ_q activation(pixel, q) · weight[q][k]}.
     *
     * @param window the activations; at most {@code rows} taps
     * @param weights address of a weight tile, {@code taps × cols} elements
     * @param weightBytes of one weight element
     * @param accumulators the entry of the first output pixel
     * @param outputs columns in use
     * @param accumulate whether to add to what is there
     */
    record Multiply(
            Sync sync, Window window, int weights, int weightBytes, int accumulators, int outputs, boolean accumulate)
            implements Command {

        @Override
        public Unit unit() {
            return Unit.COMPUTE;
        }

        @Override
        public Multiply withSync(Sync newSync) {
            return new Multiply(newSync, window, weights, weightBytes, accumulators, outputs, accumulate);
        }

        /** The same command with its sums from another entry on. */
        public Multiply withAccumulators(int entry) {
            return new Multiply(sync, window, weights, weightBytes, entry, outputs, accumulate);
        }
    }

    /** What the vector lanes compute, each on a channel of its own. */
    sealed interface LaneOperation {

        /**
         * {@code Σ_q activation(pixel, q)[lane] · weight[q][lane]}.
         *
         * @param weights address of {@code taps × cols} weight elements
         * @param weightBytes of one weight element
         */
        record MultiplyAdd(int weights, int weightBytes) implements LaneOperation {}

        /** {@code max_q activation(pixel, q)[lane]}. */
        record Maximum() implements LaneOperation {}

        /** {@code Σ_q activation(pixel, q)[lane]}. */
        record Total() implements LaneOperation {}

        /**
         * {@code left((x − leftZero) · 2^leftShift) + right((y − rightZero) · 2^leftShift)}, where y lies at the same place as x from another
         * address.
         *
         * @param second the address that takes the window address' place for y
         */
        record AddRescaled(
                int second,
                int leftShift,
                int leftZero,
                long leftMultiplier,
                int leftRight,
                int rightZero,
                long rightMultiplier,
                int rightRight,
                MultiplyShift form)
                implements LaneOperation {}
    }

    /**
     * The vector lanes: for each output pixel and each channel of at most {@code cols}, one accumulator. Channels lie side by side,
     * one element apart.
     *
     * @param accumulators the entry of the first output pixel
     * @param channels in use
     */
    record Vector(Sync sync, LaneOperation operation, Window window, int accumulators, int channels)
            implements Command {

        @Override
        public Unit unit() {
            return Unit.COMPUTE;
        }

        @Override
        public Vector withSync(Sync newSync) {
            return new Vector(newSync, operation, window, accumulators, channels);
        }

        /** The same command with its sums from another entry on. */
        public Vector withAccumulators(int entry) {
            return new Vector(sync, operation, window, entry, channels);
        }
    }

    /**
     * Post-processing: {@code clamp(rescale(acc + bias[k], multiplier[k], shift[k]) + zero)} for each output pixel and channel; with a
     * table, the byte at that place of it.
     *
     * @param to where the words go: the output buffer, or an activation address
     * @param address of the first word
     * @param accumulators the entry of the first output pixel
     * @param pixels output pixels
     * @param channels channels of each, at most {@code cols}
     * @param pixelStride from pixel to pixel at the address
     * @param parameters the first entry of the parameter scratchpad; channel k takes the k-th from there
     * @param form the requantizer
     * @param zeroPoint added after it
     * @param clamp bounds of the word
     * @param elementBytes of one word; 1 with a table
     * @param table the first byte of a table in its scratchpad, which the clamp's bounds do not leave; a place is 0 to 255
     * @param kept where the words go as well; only where they go to the output buffer
     */
    record Post(
            Sync sync,
            Scratchpad to,
            int address,
            int accumulators,
            int pixels,
            int channels,
            int pixelStride,
            int parameters,
            MultiplyShift form,
            int zeroPoint,
            Clamp clamp,
            int elementBytes,
            OptionalInt table,
            Kept kept)
            implements Command {

        /** The last place that a table can have. */
        public static final int LAST_PLACE = 255;

        public Post {
            if (table.isPresent() && !hasPlaces(elementBytes, clamp)) {
                throw new IllegalArgumentException("a table has bytes at places from 0 to " + LAST_PLACE + ", not "
                        + elementBytes + " bytes at " + clamp);
            }
            if (kept.isKept() && !canKeep(to, pixels, channels, pixelStride, elementBytes)) {
                throw new IllegalArgumentException("only words that lie apart in the output buffer are kept as well: "
                        + pixels + " pixels every " + pixelStride + " in " + to);
            }
        }

        /** Whether words of such a size, between such bounds, are places in a table. */
        public static boolean hasPlaces(int elementBytes, Clamp clamp) {
            return elementBytes <= 1 && clamp.low() >= 0 && clamp.high() <= LAST_PLACE;
        }

        /** Whether words can be kept as well: they go to the output buffer, and each to a place of its own. */
        public static boolean canKeep(Scratchpad to, int pixels, int channels, int pixelStride, int elementBytes) {
            return to == Scratchpad.OUTPUT && (pixels <= 1 || pixelStride >= (long) channels * elementBytes);
        }

        /** Without a table, and nothing is kept. */
        public Post(
                Sync sync,
                Scratchpad to,
                int address,
                int accumulators,
                int pixels,
                int channels,
                int pixelStride,
                int parameters,
                MultiplyShift form,
                int zeroPoint,
                Clamp clamp,
                int elementBytes) {
            this(
                    sync,
                    to,
                    address,
                    accumulators,
                    pixels,
                    channels,
                    pixelStride,
                    parameters,
                    form,
                    zeroPoint,
                    clamp,
                    elementBytes,
                    OptionalInt.empty(),
                    Kept.NONE);
        }

        /** The same command, which keeps its words in the activation scratchpad as well. */
        public Post keeping(Kept newKept) {
            return new Post(
                    sync,
                    to,
                    address,
                    accumulators,
                    pixels,
                    channels,
                    pixelStride,
                    parameters,
                    form,
                    zeroPoint,
                    clamp,
                    elementBytes,
                    table,
                    newKept);
        }

        /** The same command with its sums from another entry on. */
        public Post withAccumulators(int entry) {
            return new Post(
                    sync,
                    to,
                    address,
                    entry,
                    pixels,
                    channels,
                    pixelStride,
                    parameters,
                    form,
                    zeroPoint,
                    clamp,
                    elementBytes,
                    table,
                    kept);
        }

        @Override
        public Unit unit() {
            return Unit.POST;
        }

        @Override
        public Post withSync(Sync newSync) {
            return new Post(
                    newSync,
                    to,
                    address,
                    accumulators,
                    pixels,
                    channels,
                    pixelStride,
                    parameters,
                    form,
                    zeroPoint,
                    clamp,
                    elementBytes,
                    table,
                    kept);
        }

        /** Bytes that the bounds of a place can reach from the table's first one on. */
        public int tableBytes() {
            return Math.toIntExact(clamp.high() + 1);
        }
    }

    /**
     * Where words of a {@link Post} go in the activation scratchpad, so that the next layer finds them there: pixel {@code p} goes to
     * {@code address + p ÷ columns · rowStride + p mod columns · pixelStride}.
     *
     * @param columns pixels of a row; 0 where nothing is kept
     * @param pixelStride from pixel to pixel, at least 0
     * @param rowStride from row to row, at least 0
     */
    record Kept(int address, int columns, int pixelStride, int rowStride) {
        public static final Kept NONE = new Kept(0, 0, 0, 0);

        public Kept {
            if (pixelStride < 0 || rowStride < 0) {
                throw new IllegalArgumentException(
                        "words are kept forwards, found strides of " + pixelStride + " and " + rowStride);
            }
        }

        public boolean isKept() {
            return columns > 0;
        }

        /** The first byte of a pixel. */
        public int at(int pixel) {
            return address + pixel / columns * rowStride + pixel % columns * pixelStride;
        }

        /** From the first byte to the last one of so many pixels, each with so many bytes; rows that are not full count as full. */
        public int span(int pixels, int bytes) {
            return (Math.ceilDiv(pixels, columns) - 1) * rowStride
                    + (Math.min(pixels, columns) - 1) * pixelStride
                    + bytes;
        }
    }

    /**
     * Copies rows of pixels, which lie dense in the output buffer, into memory.
     *
     * @param to the address of the first byte in memory
     * @param address in the output buffer
     */
    record Store(Sync sync, int to, int address, int rows, int rowStride, int pixels, int pixelStride, int bytes)
            implements Command {

        @Override
        public Unit unit() {
            return Unit.STORE;
        }

        @Override
        public Store withSync(Sync newSync) {
            return new Store(newSync, to, address, rows, rowStride, pixels, pixelStride, bytes);
        }

        /** How many bytes it copies. */
        public int copied() {
            return rows * pixels * bytes;
        }
    }
}
