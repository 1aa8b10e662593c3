package dev.intarsia.simulator.machine;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.command.Command.Window;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.graph.Clamp;
import java.util.OptionalInt;

/** The words that generated simulators make commands with: what belongs together stands together. All numbers are those of {@link Command}. */
public final class Commands {

    /** {@link Command.Multiply#accumulate()}: the sums are set. */
    public static final boolean SET = false;

    /** {@link Command.Multiply#accumulate()}: the sums are added to. */
    public static final boolean ADD = true;

    public static final Element U8 = new Element(1, false);
    public static final Element I8 = new Element(1, true);
    public static final Element U16 = new Element(2, false);
    public static final Element I16 = new Element(2, true);

    private Commands() {}

    /** So many things, each so many bytes after the one before. */
    public record Repeat(int count, int stride) {}

    /** One activation in a scratchpad. */
    public record Element(int bytes, boolean signed) {}

    /** A stretch of a kernel's taps. */
    public record Taps(int first, int count) {}

    /** How taps fall into columns and rows of a kernel. */
    public record Grid(int depth, int columns, int columnStride, int rowStride) {}

    /** Weight elements in their scratchpad. */
    public record Weights(int address, int bytes) {}

    /** What follows the requantizer of a layer, and the word it ends in, or the table that has the word. */
    public record Finish(MultiplyShift form, int zeroPoint, Clamp clamp, int wordBytes, OptionalInt table) {

        /** Without a table. */
        public Finish(MultiplyShift form, int zeroPoint, Clamp clamp, int wordBytes) {
            this(form, zeroPoint, clamp, wordBytes, OptionalInt.empty());
        }

        /** What follows instead: the byte at the word's place in a table. */
        public static Finish inTable(int table, MultiplyShift form, int zeroPoint, Clamp clamp) {
            return new Finish(form, zeroPoint, clamp, 1, OptionalInt.of(table));
        }
    }

    public static Repeat rows(int count, int stride) {
        return new Repeat(count, stride);
    }

    public static Repeat pixels(int count, int stride) {
        return new Repeat(count, stride);
    }

    public static Repeat heights(int count, int stride) {
        return new Repeat(count, stride);
    }

    public static Repeat widths(int count, int stride) {
        return new Repeat(count, stride);
    }

    public static Taps taps(int first, int count) {
        return new Taps(first, count);
    }

    public static Grid grid(int depth, int columns, int columnStride, int rowStride) {
        return new Grid(depth, columns, columnStride, rowStride);
    }

    public static Weights weights(int address, int bytes) {
        return new Weights(address, bytes);
    }

    public static Window window(int address, Repeat heights, Repeat widths, Taps taps, Grid grid, Element element) {
        return new Window(
                address,
                heights.count,
                heights.stride,
                widths.count,
                widths.stride,
                taps.first,
                taps.count,
                grid.depth,
                grid.columns,
                grid.columnStride,
                grid.rowStride,
                element.bytes,
                element.signed);
    }

    public static Command.Load load(
            Sync sync, Scratchpad to, int address, int from, Repeat rows, Repeat pixels, int bytes, Surround padding) {
        return new Command.Load(
                sync, to, address, from, rows.count, rows.stride, pixels.count, pixels.stride, bytes, padding);
    }

    public static Command.Multiply multiply(
            Sync sync, Window window, Weights weights, int accumulators, int outputs, boolean accumulate) {
        return new Command.Multiply(sync, window, weights.address, weights.bytes, accumulators, outputs, accumulate);
    }

    public static LaneOperation multiplyAdd(Weights weights) {
        return new LaneOperation.MultiplyAdd(weights.address, weights.bytes);
    }

    public static LaneOperation maximum() {
        return new LaneOperation.Maximum();
    }

    public static LaneOperation total() {
        return new LaneOperation.Total();
    }

    public static Command.Vector vector(
            Sync sync, LaneOperation operation, Window window, int accumulators, int channels) {
        return new Command.Vector(sync, operation, window, accumulators, channels);
    }

    public static Command.Post post(
            Sync sync,
            Scratchpad to,
            int address,
            int accumulators,
            Repeat pixels,
            int channels,
            int parameters,
            Finish finish) {
        return new Command.Post(
                sync,
                to,
                address,
                accumulators,
                pixels.count,
                channels,
                pixels.stride,
                parameters,
                finish.form,
                finish.zeroPoint,
                finish.clamp,
                finish.wordBytes,
                finish.table,
                Command.Kept.NONE);
    }

    /** The words go to these places of the activations as well. */
    public static Command.Post keeping(Command.Post post, int address, int columns, int pixelStride, int rowStride) {
        return post.keeping(new Command.Kept(address, columns, pixelStride, rowStride));
    }

    public static Command.Store store(Sync sync, int to, int address, Repeat rows, Repeat pixels, int bytes) {
        return new Command.Store(sync, to, address, rows.count, rows.stride, pixels.count, pixels.stride, bytes);
    }
}
