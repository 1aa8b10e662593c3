package dev.intarsia.hwtest.inlay;

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

/**
 * Random commands inside of the memories, beyond what a planner would ask for: runs at any byte, negative strides, windows that
 * overlap themselves, every requantizer.
 */
final class DrawnCommands {

    /** Bytes of memory: the first half is read, the second half written; parameter entries lie at the beginning. */
    static final int MEMORY = 1 << 12;

    private static final int PARAMETERS = 256;

    /** Tables are loaded in two parts, the later bytes first: a load that writes too much is seen. */
    private static final int TABLE_PART = 101;

    private final Random random;
    private final Accelerator target;
    private final int entryBytes;

    DrawnCommands(long seed, Accelerator target) {
        this.random = new Random(seed);
        this.target = target;
        this.entryBytes = target.parameterEntryBytes();
    }

    /** Random bytes, with parameter entries whose shifts are 1 to 62 in front. */
    byte[] memory() {
        byte[] bytes = new byte[MEMORY];
        random.nextBytes(bytes);
        for (int at = 0; at + entryBytes <= PARAMETERS; at += entryBytes) {
            if (random.nextInt(3) == 0) {
                // Small sums in halves, quarters and eighths: ties.
                int power = 10 + random.nextInt(20);
                put(bytes, at, random.nextInt(64) - 32);
                put(bytes, at + 4, 1 << power);
                put(bytes, at + 8, power + 1 + random.nextInt(3));
                continue;
            }
            put(bytes, at, random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(1 << 16) - (1 << 15));
            put(bytes, at + 4, random.nextInt(6) == 0 ? random.nextInt() : random.nextInt(Integer.MAX_VALUE));
            put(bytes, at + 8, random.nextInt(3) == 0 ? 1 + random.nextInt(62) : 30 + random.nextInt(14));
        }
        return bytes;
    }

    private static void put(byte[] bytes, int at, int word) {
        for (int b = 0; b < Integer.BYTES; b++) {
            bytes[at + b] = (byte) (word >> 8 * b);
        }
    }

    /** Loads of everything, so that no random bit of a scratchpad is read. */
    List<Command> filling() {
        return List.of(
                dense(Scratchpad.ACTIVATION, target.activationBytes()),
                dense(Scratchpad.WEIGHT, target.weightBytes()),
                new Command.Load(
                        Sync.NONE,
                        Scratchpad.TABLE,
                        TABLE_PART,
                        MEMORY / 4,
                        1,
                        0,
                        1,
                        0,
                        target.tableEntries() - TABLE_PART,
                        Surround.NONE),
                dense(Scratchpad.TABLE, TABLE_PART),
                dense(Scratchpad.PARAMETER, Math.min(PARAMETERS, target.parameterEntries() * entryBytes)));
    }

    private static Command dense(Scratchpad to, int bytes) {
        return new Command.Load(Sync.NONE, to, 0, 0, 1, 0, 1, 0, bytes, Surround.NONE);
    }

    /** A load, a sum made in some way, post-processing, a store. */
    List<Command> next() {
        List<Command> commands = new ArrayList<>();
        commands.add(load());
        int channels = 1 + random.nextInt(target.cols());
        int entry = random.nextInt(target.accumulatorEntries() - 32);
        Window window = window(channels);
        int pixels = window.pixels();
        switch (random.nextInt(4)) {
            case 0, 1 -> {
                commands.add(multiply(window, entry, channels, false));
                commands.add(multiply(window, entry, channels, true));
            }
            case 2 -> {
                commands.add(multiply(window, entry, channels, false));
                commands.add(new Command.Vector(Sync.NONE, operation(window), window, entry, channels));
            }
            default -> commands.add(new Command.Vector(Sync.NONE, operation(window), window, entry, channels));
        }
        if (random.nextInt(3) == 0) {
            commands.add(parameters());
        }
        commands.add(post(entry, pixels, channels));
        commands.add(store());
        return commands;
    }

    /** Some of the parameters anew. */
    private Command parameters() {
        int entries = Math.min(PARAMETERS / entryBytes, target.parameterEntries()) / 2;
        int from = random.nextInt(entries) * entryBytes;
        return new Command.Load(
                Sync.NONE, Scratchpad.PARAMETER, 0, from, 1, 0, 1, 0, entries * entryBytes, Surround.NONE);
    }

    private Command load() {
        boolean dense = random.nextInt(3) == 0;
        int bytes = 1 + random.nextInt(9);
        int pixels = 1 + random.nextInt(5);
        int rows = 1 + random.nextInt(4);
        int pixelStride = dense ? bytes : random.nextInt(24) - 4;
        int rowStride = dense && random.nextBoolean() ? pixels * bytes : random.nextInt(80) - 20;
        Surround padding = random.nextBoolean()
                ? Surround.NONE
                : framed(new Surround(
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextInt(256) - 128,
                        1));
        return new Command.Load(
                Sync.NONE,
                Scratchpad.ACTIVATION,
                random.nextInt(200),
                PARAMETERS + 200 + random.nextInt(500),
                rows,
                rowStride,
                pixels,
                pixelStride,
                bytes,
                padding);
    }

    private int elementBytes() {
        return target.activationBits() > 8 ? 1 + random.nextInt(2) : 1;
    }

    private Window window(int channels) {
        int size = elementBytes();
        int depth = 1 + random.nextInt(3);
        int columns = 1 + random.nextInt(3);
        return new Window(
                100 + random.nextInt(100),
                1 + random.nextInt(4),
                size * (random.nextInt(30) - 5),
                1 + random.nextInt(5),
                size * (random.nextInt(9) - 2),
                random.nextInt(5),
                1 + random.nextInt(target.rows()),
                depth,
                columns,
                size * random.nextInt(8),
                size * random.nextInt(20),
                size,
                random.nextBoolean());
    }

    private int weightBytes() {
        return target.weightBits() > 8 ? 1 + random.nextInt(2) : 1;
    }

    private Command multiply(Window window, int entry, int outputs, boolean accumulate) {
        return new Command.Multiply(Sync.NONE, window, random.nextInt(300), weightBytes(), entry, outputs, accumulate);
    }

    private LaneOperation operation(Window window) {
        return switch (random.nextInt(4)) {
            case 0 -> new LaneOperation.Maximum();
            case 1 -> new LaneOperation.Total();
            case 2 -> new LaneOperation.MultiplyAdd(random.nextInt(300), weightBytes());
            default ->
                new LaneOperation.AddRescaled(
                        window.address() + random.nextInt(40),
                        random.nextInt(12),
                        random.nextInt(256) - 128,
                        1 + random.nextInt(1 << 30),
                        20 + random.nextInt(20),
                        random.nextInt(256) - 128,
                        1 + random.nextInt(1 << 30),
                        20 + random.nextInt(20),
                        form());
        };
    }

    /** Double rounding is defined for sums of 32 bits. */
    private MultiplyShift form() {
        boolean twice = target.accumulatorBits() <= 32 && random.nextInt(3) == 0;
        return twice
                ? MultiplyShift.TFLM
                : new MultiplyShift(32, false, Rounding.values()[random.nextInt(Rounding.values().length)]);
    }

    /** Now and then the padding alone. */
    private Surround framed(Surround padding) {
        return padding.isPadded() && random.nextInt(3) == 0 ? padding.asFrame() : padding;
    }

    private Command post(int entry, int pixels, int channels) {
        int size = elementBytes();
        int low = size == 1 ? -128 + random.nextInt(30) : -30000 + random.nextInt(3000);
        int high = size == 1 ? 127 - random.nextInt(30) : 30000 - random.nextInt(3000);
        OptionalInt table = OptionalInt.empty();
        if (size == 1 && random.nextInt(3) == 0) {
            int first = random.nextInt(target.tableEntries() / 2);
            int last = Math.min(Command.Post.LAST_PLACE, target.tableEntries() - 1 - first);
            low = random.nextInt(30);
            high = last - random.nextInt(30);
            table = OptionalInt.of(first);
        }
        Scratchpad to = random.nextInt(4) == 0 ? Scratchpad.ACTIVATION : Scratchpad.OUTPUT;
        boolean keeps = to == Scratchpad.OUTPUT && random.nextInt(3) == 0;
        return new Command.Post(
                Sync.NONE,
                to,
                random.nextInt(40),
                entry,
                pixels,
                channels,
                channels * size + random.nextInt(4),
                random.nextInt(4),
                form(),
                random.nextInt(100) - 50,
                new Clamp(low, high),
                size,
                table,
                keeps
                        ? new Command.Kept(
                                random.nextInt(200), 1 + random.nextInt(7), random.nextInt(20), random.nextInt(30))
                        : Command.Kept.NONE);
    }

    private Command store() {
        boolean dense = random.nextInt(3) == 0;
        int bytes = 1 + random.nextInt(9);
        int pixels = 1 + random.nextInt(5);
        int rows = 1 + random.nextInt(3);
        int pixelStride = dense ? bytes : bytes + random.nextInt(6);
        int rowStride = dense && random.nextBoolean() ? pixels * bytes : pixels * pixelStride + random.nextInt(9);
        return new Command.Store(
                Sync.NONE,
                MEMORY / 2 + random.nextInt(1000),
                random.nextInt(8),
                rows,
                rowStride,
                pixels,
                pixelStride,
                bytes);
    }
}
