package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.MemoryPort;

/**
 * How many cycles each command takes on an Inlay accelerator. Costs depend on a command's counts and addresses, never on values.
 *
 * <table>
 * <caption>Phases of each command, in cycles; {@code W} is the port's width in bytes</caption>
 * <tr><th>command</th><th>prepare</th><th>stream</th><th>drain</th></tr>
 * <tr><td>load</td><td>latency</td><td>port words touched + ⌈padding bytes ÷ W⌉</td><td>0</td></tr>
 * <tr><td>store</td><td>0</td><td>port words touched</td><td>latency: the memory's acknowledgement</td></tr>
 * <tr><td>multiply</td><td>{@code rows}: the weight tile is shifted into the shadow registers</td><td>pixels</td>
 *     <td>{@code rows + cols}: the array's diagonal</td></tr>
 * <tr><td>vector</td><td>0</td><td>pixels × steps × ⌈channels ÷ lanes⌉; a step is a tap, or one of an addition's two operands</td>
 *     <td>{@value #VECTOR_PIPELINE}</td></tr>
 * <tr><td>post</td><td>0</td><td>pixels × ⌈channels ÷ lanes⌉</td><td>{@value #POST_PIPELINE}</td></tr>
 * </table>
 *
 * <p>A load or store moves runs of neighbouring bytes. A run is cut into bursts where it crosses a multiple of the burst size; the
 * memory delivers one port word a cycle once it has begun, across bursts and runs of one command, so that only the words that a run
 * touches count. Requests of the next load go out while the words of the one before it come in: its latency is its {@code prepare}.
 *
 * <p>Padding places of a load are written after its last word, as many bytes a cycle as the port is wide, without the port.
 */
public final class CostModel {

    /** Stages of the vector lanes: read, multiply, add, write. */
    public static final int VECTOR_PIPELINE = 4;

    /** Stages of post-processing: read, bias, two for the multiplier, shift and round, zero point and clamp, write. */
    public static final int POST_PIPELINE = 7;

    private CostModel() {}

    /** From tokens to results when nothing overlaps: the sum of the phases. */
    public static long cycles(Command command, Accelerator target) {
        return cost(command, target).alone();
    }

    /** The phases of a command. */
    public static CommandCost cost(Command command, Accelerator target) {
        MemoryPort port = target.port();
        return switch (command) {
            case Command.Load load -> {
                int words = portWords(
                        port,
                        load.from(),
                        load.rows(),
                        load.rowStride(),
                        load.pixels(),
                        load.pixelStride(),
                        load.bytes());
                int copied = load.rows() * load.pixels() * load.bytes();
                int padded = ceilDivide(load.written() - copied, port.bytes());
                yield new CommandCost(port.latencyCycles(), words, words + padded, 0);
            }
            case Command.Multiply multiply ->
                new CommandCost(target.rows(), 0, multiply.window().pixels(), target.rows() + target.cols());
            case Command.Vector vector ->
                new CommandCost(
                        0,
                        0,
                        vector.window().pixels() * steps(vector) * ceilDivide(vector.channels(), target.vectorLanes()),
                        VECTOR_PIPELINE);
            case Command.Post post ->
                new CommandCost(0, 0, post.pixels() * ceilDivide(post.channels(), target.vectorLanes()), POST_PIPELINE);
            case Command.Store store -> {
                int words = portWords(
                        port,
                        store.to(),
                        store.rows(),
                        store.rowStride(),
                        store.pixels(),
                        store.pixelStride(),
                        store.bytes());
                yield new CommandCost(0, words, words, port.latencyCycles());
            }
        };
    }

    /** How many bursts a load or store is cut into; 0 for other commands. For the memory's statistics: bursts cost nothing by themselves. */
    public static int bursts(Command command, Accelerator target) {
        return switch (command) {
            case Command.Load l ->
                touched(
                        target.port().burstBytes(),
                        l.from(),
                        l.rows(),
                        l.rowStride(),
                        l.pixels(),
                        l.pixelStride(),
                        l.bytes());
            case Command.Store s ->
                touched(
                        target.port().burstBytes(),
                        s.to(),
                        s.rows(),
                        s.rowStride(),
                        s.pixels(),
                        s.pixelStride(),
                        s.bytes());
            case Command.Multiply m -> 0;
            case Command.Vector v -> 0;
            case Command.Post p -> 0;
        };
    }

    /**
     * How many port words rows of pixels touch. Neighbouring bytes form one run: pixels that lie side by side join, and so do rows.
     */
    public static int portWords(
            MemoryPort port, int address, int rows, int rowStride, int pixels, int pixelStride, int bytes) {
        return touched(port.bytes(), address, rows, rowStride, pixels, pixelStride, bytes);
    }

    /** How many aligned blocks of a size the runs touch, a block counted once for each run. */
    private static int touched(
            int block, int address, int rows, int rowStride, int pixels, int pixelStride, int bytes) {
        boolean rowIsRun = pixels == 1 || pixelStride == bytes;
        if (rowIsRun && (rows == 1 || rowStride == pixels * bytes)) {
            return blocks(block, address, rows * pixels * bytes);
        }
        int touched = 0;
        for (int row = 0; row < rows; row++) {
            int start = address + row * rowStride;
            if (rowIsRun) {
                touched += blocks(block, start, pixels * bytes);
            } else {
                for (int pixel = 0; pixel < pixels; pixel++) {
                    touched += blocks(block, start + pixel * pixelStride, bytes);
                }
            }
        }
        return touched;
    }

    private static int blocks(int block, int address, int bytes) {
        return Math.floorDiv(address + bytes - 1, block) - Math.floorDiv(address, block) + 1;
    }

    /** Steps of the lanes for one pixel. */
    private static int steps(Command.Vector vector) {
        return switch (vector.operation()) {
            case LaneOperation.MultiplyAdd m -> vector.window().taps();
            case LaneOperation.Maximum m -> vector.window().taps();
            case LaneOperation.Total t -> vector.window().taps();
            case LaneOperation.AddRescaled a -> 2;
        };
    }

    private static int ceilDivide(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
