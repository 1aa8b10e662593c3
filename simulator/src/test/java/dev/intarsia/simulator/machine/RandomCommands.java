package dev.intarsia.simulator.machine;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.command.Command.Window;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/** Commands with random counts, strides and addresses that stay inside of the memories. */
final class RandomCommands {

    /** Words in memory: more than any load here reads. */
    static final int MEMORY = 1 << 15;

    /** Stores stay below this address, and weights come from above. */
    private static final int STORED = 512;

    private static final Rounding[] ROUNDINGS = Rounding.values();

    private final Random random;
    private final Accelerator target;

    RandomCommands(Random random, Accelerator target) {
        this.random = random;
        this.target = target;
    }

    /** Loads of random words, then computing commands on them, each followed by what reads its sums. */
    List<Command> program() {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            commands.add(load(Scratchpad.ACTIVATION, target.activationBytes()));
            commands.add(load(Scratchpad.WEIGHT, target.weightBytes()));
            for (int j = 0; j < 4; j++) {
                int elementBytes = 1 + random.nextInt(2);
                int entry = random.nextInt(40);
                int lanes = 1 + random.nextInt(target.cols());
                Window window = window(elementBytes, lanes);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        commands.add(multiply(window, entry, lanes, false));
                        commands.add(multiply(window, entry, lanes, true));
                    }
                    case 1 -> commands.add(new Command.Vector(Sync.NONE, operation(window), window, entry, lanes));
                    default -> commands.add(multiply(window, entry, lanes, false));
                }
                commands.addAll(post(entry, window.pixels(), lanes));
            }
        }
        return commands;
    }

    private Command load(Scratchpad to, int bytes) {
        int pixels = 1 + random.nextInt(20);
        int rows = 1 + random.nextInt(20);
        int size = 2 * (1 + random.nextInt(8));
        boolean dense = random.nextBoolean();
        int pixelStride = dense ? size : size + random.nextInt(5);
        int rowStride = pixels * pixelStride + random.nextInt(9);
        int wordBytes = 1 + random.nextInt(2);
        Surround padding = random.nextBoolean()
                ? Surround.NONE
                : framed(new Surround(
                        random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3), word(), wordBytes));
        int from = random.nextInt(MEMORY / 2) + (to == Scratchpad.WEIGHT ? STORED : 0);
        Command.Load load =
                new Command.Load(Sync.NONE, to, 0, from, rows, rowStride, pixels, pixelStride, size, padding);
        int room = bytes - load.written();
        return new Command.Load(
                Sync.NONE,
                to,
                random.nextInt(Math.min(room, 200)),
                load.from(),
                rows,
                rowStride,
                pixels,
                pixelStride,
                size,
                padding);
    }

    /** Now and then the padding alone. */
    private Surround framed(Surround padding) {
        return padding.isPadded() && random.nextInt(3) == 0 ? padding.asFrame() : padding;
    }

    private int word() {
        return random.nextInt(4) == 0 ? -1 - random.nextInt(128) : random.nextInt(256);
    }

    /** Every offset of an element of two bytes is even, but now and then the address is not. */
    private Window window(int elementBytes, int lanes) {
        int depth = 1 + random.nextInt(5);
        int columns = 1 + random.nextInt(4);
        int columnStride = depth * elementBytes;
        int rowStride = elementBytes * (columns * depth + random.nextInt(20));
        int address = elementBytes * random.nextInt(50) + (random.nextInt(8) == 0 ? 1 : 0);
        return new Window(
                address,
                1 + random.nextInt(5),
                elementBytes * random.nextInt(40),
                1 + random.nextInt(7),
                elementBytes * random.nextInt(10),
                random.nextInt(6),
                1 + random.nextInt(Math.min(target.rows(), 12)),
                depth,
                columns,
                columnStride,
                rowStride,
                elementBytes,
                random.nextBoolean());
    }

    private Command multiply(Window window, int entry, int outputs, boolean accumulate) {
        int weightBytes = 1 + random.nextInt(2);
        int weights = weightBytes * random.nextInt(60) + (random.nextInt(8) == 0 ? 1 : 0);
        return new Command.Multiply(Sync.NONE, window, weights, weightBytes, entry, outputs, accumulate);
    }

    private LaneOperation operation(Window window) {
        return switch (random.nextInt(4)) {
            case 0 -> new LaneOperation.Maximum();
            case 1 -> new LaneOperation.Total();
            case 2 -> {
                int weightBytes = 1 + random.nextInt(2);
                yield new LaneOperation.MultiplyAdd(weightBytes * random.nextInt(60), weightBytes);
            }
            default ->
                new LaneOperation.AddRescaled(
                        window.elementBytes() * random.nextInt(60),
                        random.nextInt(8),
                        word(),
                        1 + random.nextInt(1 << 30),
                        20 + random.nextInt(20),
                        word(),
                        1 + random.nextInt(1 << 30),
                        20 + random.nextInt(20),
                        form());
        };
    }

    private MultiplyShift form() {
        return random.nextInt(3) == 0
                ? new MultiplyShift(32, true, ROUNDINGS[random.nextInt(ROUNDINGS.length)])
                : new MultiplyShift(32, false, ROUNDINGS[random.nextInt(ROUNDINGS.length)]);
    }

    /** Parameter entries are loaded from memory, where {@link #memory} has put plausible ones; then post-processing into two places. */
    private List<Command> post(int entry, int pixels, int channels) {
        int entryBytes = target.parameterEntryBytes();
        boolean twice = random.nextInt(3) == 0;
        MultiplyShift form = new MultiplyShift(32, twice, ROUNDINGS[random.nextInt(ROUNDINGS.length)]);
        int wordBytes = 1 + random.nextInt(2);
        int low = wordBytes == 1 ? -128 : -30000;
        Clamp clamp = new Clamp(low + random.nextInt(20), -low - 1 - random.nextInt(20));
        int stride = channels * wordBytes + random.nextInt(4);
        Scratchpad to = random.nextBoolean() ? Scratchpad.OUTPUT : Scratchpad.ACTIVATION;
        OptionalInt table = OptionalInt.empty();
        if (wordBytes == 1 && random.nextInt(3) == 0) {
            int first = random.nextInt(target.tableEntries() / 2);
            int last = Math.min(Command.Post.LAST_PLACE, target.tableEntries() - 1 - first);
            clamp = new Clamp(random.nextInt(20), last - random.nextInt(20));
            table = OptionalInt.of(first);
        }
        return List.of(
                new Command.Load(
                        Sync.NONE,
                        Scratchpad.TABLE,
                        0,
                        random.nextInt(MEMORY / 2) + STORED,
                        1,
                        0,
                        1,
                        0,
                        target.tableEntries(),
                        Surround.NONE),
                new Command.Load(
                        Sync.NONE, Scratchpad.PARAMETER, 0, MEMORY, 1, 0, 1, 0, channels * entryBytes, Surround.NONE),
                new Command.Post(
                        Sync.NONE,
                        to,
                        random.nextInt(30),
                        entry,
                        pixels,
                        channels,
                        stride,
                        0,
                        form,
                        random.nextInt(256) - 128,
                        clamp,
                        wordBytes,
                        table,
                        to == Scratchpad.OUTPUT && random.nextBoolean() ? kept() : Command.Kept.NONE),
                new Command.Store(Sync.NONE, random.nextInt(100), random.nextInt(100), 3, 70, 4, 12, 9));
    }

    private Command.Kept kept() {
        return new Command.Kept(random.nextInt(60), 1 + random.nextInt(9), random.nextInt(20), random.nextInt(100));
    }

    /** Random bytes, and behind them parameter entries with shifts of 1 to 62 and rarely more. */
    byte[] memory() {
        int entryBytes = target.parameterEntryBytes();
        byte[] bytes = new byte[MEMORY + target.cols() * entryBytes];
        random.nextBytes(bytes);
        for (int k = 0; k < target.cols(); k++) {
            int at = MEMORY + k * entryBytes + entryBytes - 8;
            int multiplier = random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(Integer.MAX_VALUE);
            int shift = random.nextInt(4) == 0 ? 1 + random.nextInt(62) : 30 + random.nextInt(20);
            for (int b = 0; b < 4; b++) {
                bytes[at + b] = (byte) (multiplier >> 8 * b);
                bytes[at + 4 + b] = (byte) (shift >> 8 * b);
            }
        }
        return bytes;
    }
}
