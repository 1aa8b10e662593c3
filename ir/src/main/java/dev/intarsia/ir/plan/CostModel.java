package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.encoding.Runs;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.MemoryPort;

/**
 * How many cycles each command takes on an Inlay accelerator. Costs depend on a command's counts and addresses, never on values. The
 * numbers are those of the RTL, which a co-simulation compares with the replay.
 *
 * <table>
 * <caption>Phases of each command, in cycles; {@code W} is the port's width in bytes</caption>
 * <tr><th>command</th><th>prepare</th><th>stream</th><th>drain</th></tr>
 * <tr><td>load</td><td>1</td><td>port words of each run + ⌈bytes ÷ W⌉ of each stretch of padding</td>
 *     <td>latency + 2: the last word comes and is written</td></tr>
 * <tr><td>store</td><td>1</td><td>port words of each run</td><td>latency + 2: the memory's acknowledgement</td></tr>
 * <tr><td>multiply</td><td>{@code rows}: the taps' offsets are walked</td><td>pixels</td>
 *     <td>{@code rows} + {@value #MULTIPLY_PIPELINE}: down the array</td></tr>
 * <tr><td>vector</td><td>1</td><td>pixels × steps × ⌈channels ÷ lanes⌉; a step is a tap, or one of an addition's two operands</td>
 *     <td>{@value #VECTOR_PIPELINE}</td></tr>
 * <tr><td>post</td><td>channels + 2: their parameters are read</td><td>pixels × ⌈channels ÷ lanes⌉</td>
 *     <td>{@value #POST_PIPELINE}</td></tr>
 * </table>
 *
 * <p>Post-processing is a unit of its own and works beside the array. A command prepares once those tokens are there that
 * {@link dev.intarsia.ir.command.Unit#preparesBehind} says, and streams once all are.
 *
 * <p>A load or store moves runs of neighbouring bytes, see {@link Runs}. The memory delivers one port word a cycle, across bursts and runs
 * of one command, so that only the words that a run touches count. Requests of the next load go out while the words of the one before it
 * are on their way.
 *
 * <p>Padding lies between the runs in the scratchpad, in one stretch before the first row, one behind each, as many bytes a cycle as the port is
 * wide. The port stays with a load up to its last word.
 */
public final class CostModel {

    /** Stages behind the array's rows: places, read, array, sum, write. */
    public static final int MULTIPLY_PIPELINE = 4;

    /** Stages of the vector lanes: places, read, multiply or shift, three of the requantizer, write. */
    public static final int VECTOR_PIPELINE = 6;

    /** Stages of post-processing: places, read, bias, four of the requantizer, write. */
    public static final int POST_PIPELINE = 7;

    /** Stages of a transfer besides memory's: the request, and the write. */
    private static final int TRANSFER_PIPELINE = 2;

    /** Of a load that only writes padding: the write. */
    private static final int FRAME_PIPELINE = 1;

    /** Cycles in which a command is taken before it streams. */
    private static final int TAKE = 1;

    /** From the last entry's place to its parameters: place, read. */
    private static final int PARAMETER_PIPELINE = 2;

    private CostModel() {}

    /** From tokens to results when nothing overlaps: the sum of the phases. */
    public static long cycles(Command command, Accelerator target) {
        return cost(command, target).alone();
    }

    /** The phases of a command. */
    public static CommandCost cost(Command command, Accelerator target) {
        MemoryPort port = target.port();
        return switch (command) {
            case Command.Load load
            when load.padding().frame() -> {
                int padded = padding(load, port.bytes());
                yield new CommandCost(TAKE, padded, padded, FRAME_PIPELINE);
            }
            case Command.Load load -> {
                int words = portWords(load, port.bytes());
                int behind = ceilDivide(paddingBehind(load), port.bytes());
                int padded = padding(load, port.bytes());
                yield new CommandCost(
                        TAKE, words + padded - behind, words + padded, port.latencyCycles() + TRANSFER_PIPELINE);
            }
            case Command.Multiply multiply ->
                new CommandCost(target.rows(), 0, multiply.window().pixels(), target.rows() + MULTIPLY_PIPELINE);
            case Command.Vector vector ->
                new CommandCost(
                        TAKE,
                        0,
                        vector.window().pixels() * steps(vector) * ceilDivide(vector.channels(), target.vectorLanes()),
                        VECTOR_PIPELINE);
            case Command.Post post ->
                new CommandCost(
                        post.channels() + PARAMETER_PIPELINE,
                        0,
                        post.pixels() * ceilDivide(post.channels(), target.vectorLanes()),
                        POST_PIPELINE);
            case Command.Store store -> {
                int words = portWords(store, port.bytes());
                yield new CommandCost(TAKE, words, words, port.latencyCycles() + TRANSFER_PIPELINE);
            }
        };
    }

    /** How many bursts a load or store is cut into; 0 for other commands. For the memory's statistics: bursts cost nothing by themselves. */
    public static int bursts(Command command, Accelerator target) {
        int block = target.port().burstBytes();
        return switch (command) {
            case Command.Load l -> portWords(l, block);
            case Command.Store s -> portWords(s, block);
            case Command.Multiply m -> 0;
            case Command.Vector v -> 0;
            case Command.Post p -> 0;
        };
    }

    /** How many aligned blocks of a size a load touches, a block counted once for each run. */
    private static int portWords(Command.Load l, int block) {
        if (l.padding().frame()) {
            return 0;
        }
        boolean padded = l.padding().left() + l.padding().right() > 0;
        Runs runs = Runs.of(l.rows(), l.rowStride(), l.pixels(), l.pixelStride(), l.bytes(), padded);
        return touched(block, l.from(), runs, l.rowStride(), l.pixelStride());
    }

    /** How many aligned blocks of a size a store touches, a block counted once for each run. */
    private static int portWords(Command.Store s, int block) {
        Runs runs = Runs.of(s.rows(), s.rowStride(), s.pixels(), s.pixelStride(), s.bytes(), false);
        return touched(block, s.to(), runs, s.rowStride(), s.pixelStride());
    }

    private static int touched(int block, int address, Runs runs, int rowStride, int runStride) {
        int touched = 0;
        for (int row = 0; row < runs.rows(); row++) {
            for (int run = 0; run < runs.perRow(); run++) {
                int start = address + row * rowStride + run * runStride;
                int last = Math.toIntExact(start + runs.bytes() - 1);
                touched += Math.floorDiv(last, block) - Math.floorDiv(start, block) + 1;
            }
        }
        return touched;
    }

    /** Cycles in which padding is written: before the first row, between rows, and behind the last one. */
    private static int padding(Command.Load l, int width) {
        Command.Surround pad = l.padding();
        int rowBytes = (pad.left() + l.pixels() + pad.right()) * l.bytes();
        int before = ceilDivide(pad.top() * rowBytes + pad.left() * l.bytes(), width);
        int between = ceilDivide((pad.left() + pad.right()) * l.bytes(), width);
        return before + (l.rows() - 1) * between + ceilDivide(paddingBehind(l), width);
    }

    /** Bytes of padding behind the last word. */
    private static int paddingBehind(Command.Load l) {
        Command.Surround pad = l.padding();
        return (pad.bottom() * (pad.left() + l.pixels() + pad.right()) + pad.right()) * l.bytes();
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
